package dev.gatehouse.setting;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret of the service itself, from its configuration: Base64 of 256 bits or more.
 * Masks itself when printed.
 */
public final class ServerSecret {

	private static final int LEAST_BYTES = 32;

	/** Of 32 random bytes, fewer are different once in many lifetimes. */
	private static final int LEAST_DIFFERENT = 12;

	private static final List<String> SAMPLES = List.of("secret", "changeme", "change-me", "password", "example",
			"sample", "256-bit", "0123456789", "default", "gatehouse");

	private final byte[] bytes;

	private ServerSecret(byte[] bytes) {
		this.bytes = bytes;
	}

	/**
	 * Reads a configured secret.
	 * @param text its Base64
	 * @param property what is said to be at fault if it is unfit
	 * @return the secret
	 * @throws UnfitSettingException if it is
	 */
	public static ServerSecret read(String text, String property) {
		byte[] bytes;
		try {
			bytes = Base64.getDecoder().decode(text.strip());
		}
		catch (IllegalArgumentException malformed) {
			throw unfit(property, "is not Base64");
		}
		if (bytes.length < LEAST_BYTES) {
			throw unfit(property, "is shorter than 256 bits");
		}
		return new ServerSecret(bytes);
	}

	/**
	 * Makes a secret that ends with the process.
	 * @return the secret
	 */
	public static ServerSecret random() {
		byte[] bytes = new byte[LEAST_BYTES];
		new SecureRandom().nextBytes(bytes);
		return new ServerSecret(bytes);
	}

	/**
	 * What stops the start for a secret.
	 * @param property which setting
	 * @param fault what is wrong with it
	 * @return the exception to throw; names the cure, never the value
	 */
	public static UnfitSettingException unfit(String property, String fault) {
		return new UnfitSettingException(property, fault, "Make one with: openssl rand -base64 32");
	}

	/**
	 * Whether the secret is one that somebody thought of, rather than random bits: of few
	 * different bytes, with a word of samples in it, or typed, which is text without a
	 * digit.
	 * @return true if nobody should rely on it
	 */
	public boolean isSample() {
		String text = new String(this.bytes, StandardCharsets.ISO_8859_1);
		return text.chars().distinct().count() < LEAST_DIFFERENT || isSample(text)
				|| text.chars().allMatch((letter) -> letter >= ' ' && letter <= '~' && !Character.isDigit(letter));
	}

	/**
	 * Whether a text holds a word of samples. What was configured is looked at so, too: a
	 * sentence without blanks can be read as Base64.
	 * @param text anything at all
	 * @return true if nobody should rely on it
	 */
	public static boolean isSample(String text) {
		return SAMPLES.stream().anyMatch(text.toLowerCase(Locale.ROOT)::contains);
	}

	/**
	 * Whether a text is hexadecimal throughout, as random Base64 never is.
	 * @param text anything at all
	 * @return true if it was made for something else, or copied from somewhere
	 */
	public static boolean isHexadecimal(String text) {
		return text.strip().chars().allMatch((letter) -> Character.digit(letter, 16) >= 0);
	}

	/**
	 * The secret as a key for HMAC-SHA-256.
	 * @return the key
	 */
	public SecretKey hmacKey() {
		return new SecretKeySpec(this.bytes, "HmacSHA256");
	}

	/**
	 * An id that tells nothing of the secret, and that all replicas with the same secret
	 * agree on.
	 * @param purpose so that one secret has different ids for different purposes
	 * @return sixteen characters
	 */
	public String fingerprint(String purpose) {
		return fingerprint(purpose, this.bytes);
	}

	/**
	 * The same for any key.
	 * @param purpose what the id is for
	 * @param key the encoded key
	 * @return sixteen characters
	 */
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
