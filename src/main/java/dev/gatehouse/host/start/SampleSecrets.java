package dev.gatehouse.host.start;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import org.springframework.core.io.ClassPathResource;

/**
 * Recognises secrets that are not random: invented by a person, or copied. The file of
 * published ones has the first 64 bits of the SHA-256 of each, a line for one.
 */
final class SampleSecrets {

	/** Fewer distinct values in 32 random bytes do not occur in practice. */
	private static final int MIN_DISTINCT_BYTES = 12;

	private static final List<String> WORDS = List.of("secret", "changeme", "change-me", "password", "example",
			"sample", "256-bit", "0123456789", "default", "gatehouse");

	private SampleSecrets() {
	}

	/**
	 * Whether a secret has been published, has few distinct bytes, contains a word of
	 * samples, or was typed, which is text without a digit. The Base64 text is also
	 * searched for words, since a sentence without blanks can be valid Base64.
	 * @param base64 the secret as it is configured
	 */
	static boolean isSample(String base64) {
		String text = new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
		return isPublished(text.stripTrailing()) || text.chars().distinct().count() < MIN_DISTINCT_BYTES
				|| holdsWord(text) || holdsWord(base64)
				|| text.chars().allMatch((letter) -> letter >= ' ' && letter <= '~' && !Character.isDigit(letter));
	}

	/** Whether a text is hexadecimal throughout, as random Base64 never is. */
	static boolean isHexadecimal(String text) {
		return text.strip().chars().allMatch((letter) -> Character.digit(letter, 16) >= 0);
	}

	private static boolean isPublished(String text) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.ISO_8859_1));
			return new ClassPathResource("published-secrets.txt").getContentAsString(StandardCharsets.US_ASCII)
				.contains(HexFormat.of().formatHex(hash, 0, 8));
		}
		catch (IOException | NoSuchAlgorithmException impossible) {
			throw new IllegalStateException(impossible);
		}
	}

	private static boolean holdsWord(String text) {
		return WORDS.stream().anyMatch(text.toLowerCase(Locale.ROOT)::contains);
	}

}
