package dev.gatehouse.apikey;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * An API key in clear, masked when printed. Only the hash of its secret is stored; a fast
 * hash is enough, since 256 random bits cannot be guessed.
 */
public final class ApiKeySecret {

	/** One for each thread: looking up the algorithm costs more than the hash. */
	private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(ApiKeySecret::newDigest);

	private final String id;

	private final String secret;

	private final String text;

	private @Nullable String hash;

	ApiKeySecret(String id, String secret, String text) {
		this.id = id;
		this.secret = secret;
		this.text = text;
	}

	/** The public part, which logs may show. */
	public String id() {
		return this.id;
	}

	/** The key in clear, for the one answer that shows it. */
	public String reveal() {
		return this.text;
	}

	/** What is stored of the secret: SHA-256 in lower-case hexadecimal. */
	public String hash() {
		if (this.hash == null) {
			this.hash = HexFormat.of().formatHex(SHA_256.get().digest(this.secret.getBytes(StandardCharsets.US_ASCII)));
		}
		return this.hash;
	}

	/** Compares with what is stored, in constant time. */
	public boolean matches(String storedHash) {
		return MessageDigest.isEqual(storedHash.getBytes(StandardCharsets.US_ASCII),
				hash().getBytes(StandardCharsets.US_ASCII));
	}

	@Override
	public String toString() {
		return "ApiKeySecret[" + this.id + "]";
	}

	private static MessageDigest newDigest() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException impossible) {
			throw new IllegalStateException(impossible); // every Java platform has it
		}
	}

}
