package dev.gatehouse.jwt;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.problem.ApiController;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * The public halves of the signing keys (RFC 7517), for services that verify our tokens
 * by themselves. A secret has no public half and is never shown.
 */
@ApiController
class JwksController {

	private static final int COORDINATE_BYTES = 32;

	private static final CacheControl FIVE_MINUTES = CacheControl.maxAge(Duration.ofMinutes(5));

	private final KeySet keys;

	JwksController(SigningKeys keys) {
		this.keys = new KeySet(keys.all()
			.stream()
			.filter((key) -> key.verifying() instanceof PublicKey)
			.map(JwksController::describe)
			.toList());
	}

	@GetMapping("/.well-known/jwks.json")
	ResponseEntity<KeySet> keys() {
		return ResponseEntity.ok().cacheControl(FIVE_MINUTES).body(this.keys);
	}

	private static PublishedKey describe(SigningKey key) {
		if (key.verifying() instanceof ECPublicKey ec) {
			return new PublishedKey("EC", "P-256", coordinate(ec.getW().getAffineX()),
					coordinate(ec.getW().getAffineY()), key.id(), key.algorithm().label(), "sig");
		}
		byte[] encoded = key.verifying().getEncoded(); // which ends with the point, RFC
														// 8410
		String point = base64(Arrays.copyOfRange(encoded, encoded.length - COORDINATE_BYTES, encoded.length));
		return new PublishedKey("OKP", "Ed25519", point, null, key.id(), key.algorithm().label(), "sig");
	}

	/** All 32 bytes of it, also when the first are zero (RFC 7518 section 6.2.1.2). */
	private static String coordinate(BigInteger number) {
		byte[] bytes = number.toByteArray(); // may lead with a zero for the sign
		byte[] padded = new byte[COORDINATE_BYTES];
		int length = Math.min(bytes.length, COORDINATE_BYTES);
		System.arraycopy(bytes, bytes.length - length, padded, COORDINATE_BYTES - length, length);
		return base64(padded);
	}

	private static String base64(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	record KeySet(List<PublishedKey> keys) {
	}

	@JsonInclude(JsonInclude.Include.NON_NULL)
	record PublishedKey(String kty, String crv, String x, @Nullable String y, String kid, String alg, String use) {
	}

}
