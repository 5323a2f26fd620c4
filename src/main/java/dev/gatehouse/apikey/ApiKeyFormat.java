package dev.gatehouse.apikey;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The form of a key: {@code <prefix>_<id>_<secret><check>}. The id (12 base62 characters)
 * is public, the secret has 43 (256 random bits), the check (6) is the CRC-32 of all
 * before it in base62, so that a typo or a scanner's false hit is known without the
 * database.
 */
public final class ApiKeyFormat {

	private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

	private static final int ID_LENGTH = 12;

	private static final int SECRET_LENGTH = 43;

	private static final int CHECK_LENGTH = 6;

	private static final SecureRandom random = new SecureRandom();

	private final String prefix;

	private final Pattern shape;

	ApiKeyFormat(String prefix) {
		this.prefix = prefix;
		this.shape = Pattern.compile("(?<signed>" + prefix + "_(?<id>[0-9A-Za-z]{" + ID_LENGTH
				+ "})_(?<secret>[0-9A-Za-z]{" + SECRET_LENGTH + "}))(?<check>[0-9A-Za-z]{" + CHECK_LENGTH + "})");
	}

	ApiKeySecret generate() {
		String id = randomText(ID_LENGTH);
		String secret = randomText(SECRET_LENGTH);
		String signed = this.prefix + "_" + id + "_" + secret;
		return new ApiKeySecret(id, secret, signed + check(signed));
	}

	/** Reads anything at all; empty unless shape and checksum are right. */
	public Optional<ApiKeySecret> parse(String text) {
		Matcher matcher = this.shape.matcher(text);
		boolean good = matcher.matches() && matcher.group("check").equals(check(matcher.group("signed")));
		return good ? Optional.of(new ApiKeySecret(matcher.group("id"), matcher.group("secret"), text))
				: Optional.empty();
	}

	/** Whether a text is meant as a key, however it goes on. */
	boolean isMeant(String text) {
		return text.startsWith(this.prefix + "_");
	}

	/** Whether a text holds something of a key's shape, whatever its checksum. */
	boolean isIn(String text) {
		return this.shape.matcher(text).find();
	}

	/** The last six characters of a key that begins like this. */
	static String check(String signed) {
		CRC32 crc = new CRC32();
		crc.update(signed.getBytes(StandardCharsets.US_ASCII));
		char[] check = new char[CHECK_LENGTH];
		long rest = crc.getValue();
		for (int i = CHECK_LENGTH - 1; i >= 0; i--) {
			check[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
			rest /= ALPHABET.length();
		}
		return new String(check);
	}

	private static String randomText(int length) {
		StringBuilder text = new StringBuilder(length);
		random.ints(length, 0, ALPHABET.length()).forEach((index) -> text.append(ALPHABET.charAt(index)));
		return text.toString();
	}

}
