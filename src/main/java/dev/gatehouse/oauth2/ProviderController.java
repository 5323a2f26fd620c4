package dev.gatehouse.oauth2;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

import dev.gatehouse.oauth2.provider.Provider;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;

import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * Answers what the chain of scheme three leaves: providers that are not configured, and
 * other methods than GET.
 */
@ApiController
class ProviderController {

	/** The names in {@link Provider}; a wider pattern would take /auth/login. */
	private static final String PROVIDER = "/auth/{provider:github|google}";

	private final ClientRegistrationRepository registrations;

	ProviderController(ClientRegistrationRepository registrations) {
		this.registrations = registrations;
	}

	/** Where one can log in, so that a page knows which buttons to show. */
	@GetMapping("/auth/providers")
	ConfiguredProviders providers() {
		return new ConfiguredProviders(Arrays.stream(Provider.values())
			.map(Provider::registrationId)
			.filter((id) -> this.registrations.findByRegistrationId(id) != null)
			.toList());
	}

	@GetMapping({ PROVIDER, PROVIDER + "/callback" })
	void login(@PathVariable String provider) throws HttpRequestMethodNotSupportedException {
		Provider known = Provider.named(provider).orElseThrow(() -> new ProblemException(CommonProblem.NOT_FOUND));
		if (this.registrations.findByRegistrationId(provider) != null) {
			throw new HttpRequestMethodNotSupportedException("HEAD", Set.of("GET"));
		}
		throw new ProblemException(OAuth2Problem.PROVIDER_NOT_CONFIGURED, "Set %s and %s to switch this login on"
			.formatted(known.clientIdVariable(), known.clientSecretVariable()));
	}

	record ConfiguredProviders(List<String> providers) {
	}

}
