package dev.gatehouse.jwt;

import java.security.PublicKey;
import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.problem.ApiController;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * Publishes the public halves of the signing keys (RFC 7517), for services that verify
 * tokens themselves. A secret has no public half and is never shown.
 */
@ApiController
class JwksController {

	static final String PATH = "/.well-known/jwks.json";

	private final KeySet keys;

	JwksController(SigningKeys keys) {
		this.keys = new KeySet(keys.all()
			.stream()
			.filter((key) -> key.verifying() instanceof PublicKey)
			.map((key) -> JsonMapper.shared().convertValue(AccessTokens.publicJwk(key), PublishedKey.class))
			.toList());
	}

	@GetMapping(PATH)
	ResponseEntity<KeySet> keys() {
		return ResponseEntity.ok().cacheControl(CacheControl.maxAge(Duration.ofMinutes(5))).body(this.keys);
	}

	record KeySet(List<PublishedKey> keys) {
	}

	@JsonInclude(JsonInclude.Include.NON_NULL)
	record PublishedKey(String kty, String crv, String x, @Nullable String y, String kid, String alg, String use) {

	}

}
