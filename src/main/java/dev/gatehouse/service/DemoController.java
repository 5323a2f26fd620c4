package dev.gatehouse.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.problem.ApiController;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * What the front page fills in for its visitors: the public credentials in the demo,
 * otherwise nothing.
 */
@ApiController
final class DemoController {

	/** Another password was set by the operator and stays secret. */
	private static final String WELL_KNOWN_PASSWORD = "secret";

	private final Demo demo;

	DemoController(ObjectProvider<DemoApiKey> key, @Value("${gatehouse.admin-password:}") String password) {
		String reveal = key.stream().map(DemoApiKey::reveal).findFirst().orElse(null);
		boolean known = reveal != null && password.equals(WELL_KNOWN_PASSWORD);
		this.demo = new Demo(reveal, known ? "admin" : null, known ? password : null);
	}

	@GetMapping("/demo.json")
	Demo demo() {
		return this.demo;
	}

	@JsonInclude(JsonInclude.Include.NON_NULL)
	@JsonNaming(SnakeCaseStrategy.class)
	record Demo(@Nullable String apiKey, @Nullable String username, @Nullable String password) {

		@Override
		public String toString() {
			return "Demo[…]";
		}

	}

}
