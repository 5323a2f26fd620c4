package dev.gatehouse.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.gatehouse.setting.ServerSecret;

import org.springframework.security.crypto.keygen.Base64StringKeyGenerator;

/**
 * A refresh token: {@code gr_} and 256 bits, random for the first of a session, derived
 * for its successors. Stored as its SHA-256; in clear only in the answer that carries it.
 * Masks itself when printed.
 */
record RefreshToken(String value) {

	private static final String PREFIX = "gr_";

	private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");

	private static final Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();

	private static final Base64StringKeyGenerator random = new Base64StringKeyGenerator(encoder, 32);

	static RefreshToken generate() {
		return new RefreshToken(PREFIX + random.generateKey());
	}

	/** The text that a caller presents, if it has the form of a refresh token. */
	static Optional<RefreshToken> parse(String text) {
		return FORM.matcher(text).matches() ? Optional.of(new RefreshToken(text)) : Optional.empty();
	}

	/**
	 * The token that replaces this one. With the same key it is always the same, so that
	 * a retry gets the same answer although nothing of it is stored in clear.
	 */
	RefreshToken successor(ServerSecret key) {
		return new RefreshToken(PREFIX + encoder.encodeToString(key.hmac(this.value)));
	}

	String hash() {
		try {
			MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
			return HexFormat.of().formatHex(sha256.digest(this.value.getBytes(StandardCharsets.US_ASCII)));
		}
		catch (NoSuchAlgorithmException impossible) {
			// every Java platform has it
			throw new IllegalStateException(impossible);
		}
	}

	@Override
	public String toString() {
		return "RefreshToken[…]";
	}

}
