package dev.gatehouse.jwt;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * The keys that sign and verify access tokens, each with the id that a token names in its
 * header. An id is looked up, never followed.
 */
@Component
class SigningKeys {

	private static final int LEAST_BYTES = 32;

	private static final Logger logger = LoggerFactory.getLogger(SigningKeys.class);

	private final SigningKey current;

	SigningKeys(JwtProperties properties, Environment environment) {
		this.current = signingKey(secretOf(properties.secret(), environment.acceptsProfiles(Profiles.of("demo"))));
	}

	SigningKey current() {
		return this.current;
	}

	Optional<SigningKey> find(String id) {
		return this.current.id().equals(id) ? Optional.of(this.current) : Optional.empty();
	}

	private static byte[] secretOf(@Nullable String configured, boolean demo) {
		if (configured != null && !configured.isBlank()) {
			return decode(configured.strip());
		}
		if (!demo) {
			throw new IllegalStateException(advice("is not set"));
		}
		logger.warn("Demo: the signing key is random, so tokens end with this process");
		byte[] secret = new byte[LEAST_BYTES];
		new SecureRandom().nextBytes(secret);
		return secret;
	}

	private static byte[] decode(String configured) {
		byte[] secret;
		try {
			secret = Base64.getDecoder().decode(configured);
		}
		catch (IllegalArgumentException malformed) {
			throw new IllegalStateException(advice("is not Base64"));
		}
		if (secret.length < LEAST_BYTES) {
			throw new IllegalStateException(advice("is shorter than 256 bits"));
		}
		return secret;
	}

	/** Names the property and the cure, never the value. */
	private static String advice(String fault) {
		return "gatehouse.jwt.secret (GATEHOUSE_JWT_SECRET) %s. Make one with: openssl rand -base64 32"
			.formatted(fault);
	}

	/** The id is a fingerprint, so that all replicas with the same secret agree on it. */
	private static SigningKey signingKey(byte[] secret) {
		try {
			MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
			sha256.update("kid".getBytes(StandardCharsets.US_ASCII));
			String id = HexFormat.of().formatHex(sha256.digest(secret), 0, 8);
			return new SigningKey(id, new SecretKeySpec(secret, "HmacSHA256"));
		}
		catch (NoSuchAlgorithmException impossible) {
			throw new IllegalStateException(impossible); // every Java platform has it
		}
	}

	/**
	 * One key and its id.
	 *
	 * @param id what tokens name in {@code kid}
	 * @param secret the HS256 key
	 */
	record SigningKey(String id, SecretKey secret) {

		@Override
		public String toString() {
			return "SigningKey[id=%s]".formatted(this.id);
		}

	}

}
