package dev.gatehouse.jwt;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.util.HexFormat;

import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * One key, its id, and the one algorithm that it is for.
 *
 * @param id what tokens name in {@code kid}
 * @param algorithm its algorithm
 * @param signing the secret, or the private half
 * @param verifying the secret, or the public half
 */
record SigningKey(String id, Algorithm algorithm, Key signing, Key verifying) {

	private static final BigInteger ORDER_OF_P256 = new BigInteger(
			"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

	/**
	 * A shared secret.
	 * @param id its id, or null for its fingerprint
	 * @param secret 32 bytes or more
	 */
	static SigningKey ofSecret(@Nullable String id, byte[] secret) {
		Key key = new SecretKeySpec(secret, "HmacSHA256");
		return new SigningKey((id != null) ? id : fingerprint(secret), Algorithm.HS256, key, key);
	}

	/**
	 * A key pair.
	 * @param id its id, or null for its fingerprint
	 * @param privateKey on P-256 or Ed25519
	 * @param publicKey the other half
	 * @throws IllegalArgumentException if the key is on another curve, or RSA
	 */
	static SigningKey ofPair(@Nullable String id, PrivateKey privateKey, PublicKey publicKey) {
		return new SigningKey((id != null) ? id : fingerprint(publicKey.getEncoded()), algorithmOf(privateKey),
				privateKey, publicKey);
	}

	private static Algorithm algorithmOf(PrivateKey key) {
		if (key instanceof ECPrivateKey ec && ec.getParams().getOrder().equals(ORDER_OF_P256)) {
			return Algorithm.ES256;
		}
		if (key instanceof EdECPrivateKey edwards && edwards.getParams().getName().equals("Ed25519")) {
			return Algorithm.EDDSA;
		}
		throw new IllegalArgumentException("neither P-256 nor Ed25519");
	}

	/** So that all replicas with the same key agree on its id. */
	private static String fingerprint(byte[] key) {
		try {
			MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
			sha256.update("kid".getBytes(StandardCharsets.US_ASCII));
			return HexFormat.of().formatHex(sha256.digest(key), 0, 8);
		}
		catch (NoSuchAlgorithmException impossible) {
			throw new IllegalStateException(impossible); // every Java platform has it
		}
	}

	@Override
	public String toString() {
		return "SigningKey[id=%s, algorithm=%s]".formatted(this.id, this.algorithm);
	}

	/** What tokens name in {@code alg} (RFC 7518 section 3.1, RFC 8037 section 3.1). */
	enum Algorithm {

		HS256("HS256"), ES256("ES256"), EDDSA("EdDSA");

		private final String label;

		Algorithm(String label) {
			this.label = label;
		}

		String label() {
			return this.label;
		}

	}

}
