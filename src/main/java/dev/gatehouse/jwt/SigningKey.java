package dev.gatehouse.jwt;

import java.math.BigInteger;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;

import dev.gatehouse.setting.ServerSecret;
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

	private static final String PURPOSE = "kid";

	private static final BigInteger ORDER_OF_P256 = new BigInteger(
			"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

	/**
	 * A shared secret.
	 * @param id its id, or null for its fingerprint
	 * @param secret the secret
	 */
	static SigningKey ofSecret(@Nullable String id, ServerSecret secret) {
		return new SigningKey((id != null) ? id : secret.fingerprint(PURPOSE), Algorithm.HS256, secret.hmacKey(),
				secret.hmacKey());
	}

	/**
	 * A key pair.
	 * @param id its id, or null for its fingerprint
	 * @param privateKey on P-256 or Ed25519
	 * @param publicKey the other half
	 * @throws IllegalArgumentException if the key is on another curve, or RSA
	 */
	static SigningKey ofPair(@Nullable String id, PrivateKey privateKey, PublicKey publicKey) {
		return new SigningKey((id != null) ? id : ServerSecret.fingerprint(PURPOSE, publicKey.getEncoded()),
				algorithmOf(privateKey), privateKey, publicKey);
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
