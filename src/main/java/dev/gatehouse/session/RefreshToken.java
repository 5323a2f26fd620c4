package dev.gatehouse.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

import javax.crypto.Mac;

import dev.gatehouse.setting.ServerSecret;

import org.springframework.security.crypto.keygen.Base64StringKeyGenerator;

/**
 * A refresh token: {@code gr_} and 256 bits, random for the first of a session, derived
 * for its successors. Stored as its SHA-256; in clear only in the answer that hands it
 * out. Masks itself when printed.
 */
record RefreshToken(String value) {

	private static final String PREFIX = "gr_";

	private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");

	private static final Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();

	private static final Base64StringKeyGenerator random = new Base64StringKeyGenerator(encoder, 32);

	static RefreshToken generate() {
		return new RefreshToken(PREFIX + random.generateKey());
	}

	/** What a caller presents, if it can be one at all. */
	static Optional<RefreshToken> parse(String text) {
		return FORM.matcher(text).matches() ? Optional.of(new RefreshToken(text)) : Optional.empty();
	}

	/**
	 * The token that takes this one's place. Always the same with the same key, so that
	 * asking twice gets one answer, although nothing of it is stored in clear.
	 */
	RefreshToken successor(ServerSecret key) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(key.hmacKey());
			return new RefreshToken(PREFIX + encoder.encodeToString(mac.doFinal(bytes())));
		}
		catch (GeneralSecurityException impossible) {
			throw new IllegalStateException(impossible); // every Java platform has it
		}
	}

	String hash() {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes()));
		}
		catch (GeneralSecurityException impossible) {
			throw new IllegalStateException(impossible); // every Java platform has it
		}
	}

	private byte[] bytes() {
		return this.value.getBytes(StandardCharsets.US_ASCII);
	}

	@Override
	public String toString() {
		return "RefreshToken[…]";
	}

}
