package dev.gatehouse.oauth2;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

import javax.crypto.spec.SecretKeySpec;

import org.springframework.security.crypto.encrypt.AesGcmBytesEncryptor;
import org.springframework.security.crypto.encrypt.BytesEncryptor;

/**
 * The random value that ties a login attempt to the browser that began it. Kept by the
 * browser alone: the service stores a hash, and encrypts the PKCE verifier with a key
 * made from it, so that whoever reads the table can finish no login. Masks itself when
 * printed.
 */
final class BrowserBinding {

	private static final SecureRandom random = new SecureRandom();

	private final String value;

	BrowserBinding(String value) {
		this.value = value;
	}

	static BrowserBinding generate() {
		byte[] bytes = new byte[32];
		random.nextBytes(bytes);
		return new BrowserBinding(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
	}

	String reveal() {
		return this.value;
	}

	String hash() {
		return sha256(this.value);
	}

	String encrypt(String text) {
		return Base64.getEncoder().encodeToString(encryptor().encrypt(text.getBytes(StandardCharsets.UTF_8)));
	}

	String decrypt(String encrypted) {
		return new String(encryptor().decrypt(Base64.getDecoder().decode(encrypted)), StandardCharsets.UTF_8);
	}

	/** The key and the stored hash are different digests of the value. */
	private BytesEncryptor encryptor() {
		byte[] key = HexFormat.of().parseHex(sha256("verifier " + this.value));
		return AesGcmBytesEncryptor.withSecretKey(new SecretKeySpec(key, "AES")).build();
	}

	static String sha256(String text) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException impossible) {
			throw new IllegalStateException(impossible); // every Java platform has it
		}
	}

	@Override
	public String toString() {
		return "BrowserBinding[…]";
	}

}
