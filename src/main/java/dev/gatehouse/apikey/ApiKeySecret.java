package dev.gatehouse.apikey;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

import org.jspecify.annotations.Nullable;

/**
 * An API key in clear: {@code gk_<id>_<secret><check>}. The id (12 base62 characters) is
 * public, the secret (43, that is 256 random bits) is stored only as hash, the check (6)
 * is the CRC-32 of all before it in base62, so that a typo or a scanner's false hit is
 * known without the database. Masks itself when printed.
 */
final class ApiKeySecret {

	private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

	private static final int ID_LENGTH = 12;

	private static final int SECRET_LENGTH = 43;

	private static final int CHECK_LENGTH = 6;

	private static final int ID_START = 3;

	private static final int SECRET_START = ID_START + ID_LENGTH + 1;

	private static final int SIGNED_LENGTH = SECRET_START + SECRET_LENGTH;

	private static final Pattern SHAPE = Pattern
		.compile("gk_[0-9A-Za-z]{%d}_[0-9A-Za-z]{%d}".formatted(ID_LENGTH, SECRET_LENGTH + CHECK_LENGTH));

	/** One a thread: looking the algorithm up costs more than the hash. */
	private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(ApiKeySecret::newDigest);

	private static final SecureRandom random = new SecureRandom();

	private final String id;

	private final String secret;

	private @Nullable String hash;

	private ApiKeySecret(String id, String secret) {
		this.id = id;
		this.secret = secret;
	}

	static ApiKeySecret generate() {
		return new ApiKeySecret(randomText(ID_LENGTH), randomText(SECRET_LENGTH));
	}

	/**
	 * Reads a key.
	 * @param text anything at all
	 * @return the key, or empty unless shape and checksum are right
	 */
	static Optional<ApiKeySecret> parse(String text) {
		if (!SHAPE.matcher(text).matches() || !text.endsWith(check(text.substring(0, SIGNED_LENGTH)))) {
			return Optional.empty();
		}
		return Optional.of(new ApiKeySecret(text.substring(ID_START, ID_START + ID_LENGTH),
				text.substring(SECRET_START, SECRET_START + SECRET_LENGTH)));
	}

	/**
	 * Whether a text holds something of a key's shape, with the right checksum or not.
	 * @param text anything at all
	 * @return whether it should be treated as exposed
	 */
	static boolean isIn(String text) {
		return SHAPE.matcher(text).find();
	}

	String id() {
		return this.id;
	}

	/** The key in clear, for the one answer that shows it. */
	String reveal() {
		String signed = "gk_" + this.id + "_" + this.secret;
		return signed + check(signed);
	}

	/**
	 * What is stored of the secret. A fast hash is enough, since nobody can guess 256
	 * random bits.
	 * @return SHA-256 in lower-case hexadecimal
	 */
	String hash() {
		String known = this.hash;
		if (known == null) {
			known = sha256(this.secret);
			this.hash = known;
		}
		return known;
	}

	private static String sha256(String secret) {
		return HexFormat.of().formatHex(SHA_256.get().digest(secret.getBytes(StandardCharsets.US_ASCII)));
	}

	private static MessageDigest newDigest() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException impossible) {
			throw new IllegalStateException(impossible); // every Java platform has it
		}
	}

	/** Compares with what is stored, in constant time. */
	boolean matches(String storedHash) {
		return MessageDigest.isEqual(storedHash.getBytes(StandardCharsets.US_ASCII),
				hash().getBytes(StandardCharsets.US_ASCII));
	}

	@Override
	public String toString() {
		return "gk_" + this.id + "_…";
	}

	private static String randomText(int length) {
		StringBuilder text = new StringBuilder(length);
		random.ints(length, 0, ALPHABET.length()).forEach((index) -> text.append(ALPHABET.charAt(index)));
		return text.toString();
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

}
