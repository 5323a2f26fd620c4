package dev.gatehouse.setting;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret of the service itself, from its configuration: Base64 of 256 bits or more.
 * Masks itself when printed.
 */
public final class ServerSecret {

	private static final int MIN_BYTES = 32;

	private final byte[] bytes;

	private ServerSecret(byte[] bytes) {
		this.bytes = bytes;
	}

	/** Reads a configured secret; names the property if it is no Base64 or too short. */
	public static ServerSecret read(String text, String property) {
		byte[] bytes;
		try {
			bytes = Base64.getDecoder().decode(text.strip());
		}
		catch (IllegalArgumentException malformed) {
			throw unfit(property, "is not Base64");
		}
		if (bytes.length < MIN_BYTES) {
			throw unfit(property, "is shorter than 256 bits");
		}
		return new ServerSecret(bytes);
	}

	/** Makes a secret that ends with the process. */
	public static ServerSecret random() {
		byte[] bytes = new byte[MIN_BYTES];
		new SecureRandom().nextBytes(bytes);
		return new ServerSecret(bytes);
	}

	/** What stops the start for a secret: names the cure, never the value. */
	public static UnfitSettingException unfit(String property, String fault) {
		return new UnfitSettingException(property, fault, "Make one with: openssl rand -base64 32");
	}

	/** The secret as a key for HMAC-SHA-256. */
	public SecretKey hmacKey() {
		return new SecretKeySpec(this.bytes, "HmacSHA256");
	}

	/**
	 * An id of sixteen characters that tells nothing of the secret, and that all replicas
	 * with the same secret agree on; another one for each purpose.
	 */
	public String fingerprint(String purpose) {
		return fingerprint(purpose, this.bytes);
	}

	/** The same for any key, by its encoding. */
	public static String fingerprint(String purpose, byte[] key) {
		try {
			MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
			sha256.update(purpose.getBytes(StandardCharsets.US_ASCII));
			return HexFormat.of().formatHex(sha256.digest(key), 0, 8);
		}
		catch (NoSuchAlgorithmException impossible) {
			throw new IllegalStateException(impossible); // every Java platform has it
		}
	}

	@Override
	public String toString() {
		return "ServerSecret[…]";
	}

}
