package dev.gatehouse.setting;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.security.crypto.keygen.KeyGenerators;

/**
 * A secret of the service itself, from its configuration: Base64 of 256 bits or more.
 * Masks itself when printed.
 */
public record ServerSecret(SecretKeySpec hmacKey) {

	private static final Logger logger = LoggerFactory.getLogger(ServerSecret.class);

	private static final int MIN_BYTES = 32;

	private static final String HMAC = "HmacSHA256";

	/** Reads a secret; names the property if it is not Base64 or too short. */
	public static ServerSecret read(String text, String property) {
		byte[] bytes;
		try {
			bytes = Base64.getDecoder().decode(text);
		}
		catch (IllegalArgumentException malformed) {
			throw unfit(property, "is not Base64");
		}
		if (bytes.length < MIN_BYTES) {
			throw unfit(property, "is shorter than 256 bits");
		}
		return new ServerSecret(new SecretKeySpec(bytes, HMAC));
	}

	/** Reads a secret that must be set; the demo makes one if it is not. */
	public static ServerSecret require(String text, String property, Environment environment) {
		if (!text.isBlank()) {
			return read(text, property);
		}
		if (!environment.acceptsProfiles(Profiles.of("demo"))) {
			throw unfit(property, "is not set");
		}
		logger.warn("Demo: {} is random, so tokens end with this process", property);
		return new ServerSecret(new SecretKeySpec(KeyGenerators.secureRandom(MIN_BYTES).generateKey(), HMAC));
	}

	/** The refusal of a secret: names the cure, never the value. */
	public static UnfitSettingException unfit(String property, String fault) {
		return new UnfitSettingException(property, fault, "Make one with: openssl rand -base64 32");
	}

	/** The HMAC-SHA-256 of a text. */
	public byte[] hmac(String text) {
		try {
			Mac mac = Mac.getInstance(HMAC);
			mac.init(this.hmacKey);
			return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
		}
		catch (GeneralSecurityException impossible) {
			// every Java platform has it
			throw new IllegalStateException(impossible);
		}
	}

	/**
	 * An id of sixteen characters that reveals nothing of the secret and is the same on
	 * all replicas; another one for each purpose.
	 */
	public String fingerprint(String purpose) {
		return HexFormat.of().formatHex(hmac(purpose), 0, 8);
	}

	@Override
	public String toString() {
		return "ServerSecret[…]";
	}

}
