package dev.gatehouse.standin;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.impl.EdDSAProvider;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;

/**
 * How an OpenID provider signs, and what it calls its users.
 *
 * @param algorithm of its id tokens
 * @param subjects the {@code sub} by a user's number
 */
public record OidcProfile(JWSAlgorithm algorithm, LongFunction<String> subjects) {

	/** As Google. */
	public static final OidcProfile DIGITS = new OidcProfile(JWSAlgorithm.RS256, String::valueOf);

	/** As Keycloak. */
	public static final OidcProfile UUIDS = new OidcProfile(JWSAlgorithm.RS256,
			(id) -> UUID.nameUUIDFromBytes(String.valueOf(id).getBytes(StandardCharsets.US_ASCII)).toString());

	/** As Auth0. */
	public static final OidcProfile PIPES = new OidcProfile(JWSAlgorithm.ES256, (id) -> "auth0|" + id);

	/** As long as OpenID Connect allows. */
	public static final OidcProfile LONG = new OidcProfile(JWSAlgorithm.EdDSA,
			(id) -> (id + "-").concat("Xy~ ".repeat(64)).substring(0, 254).concat("."));

	private static final AtomicInteger KEYS = new AtomicInteger();

	SigningKey newKey() {
		return newKey("key-" + KEYS.incrementAndGet());
	}

	SigningKey newKey(String id) {
		try {
			if (JWSAlgorithm.ES256.equals(this.algorithm)) {
				ECKey key = new ECKeyGenerator(Curve.P_256).keyID(id).generate();
				return new SigningKey(key.toPublicJWK(), new ECDSASigner(key));
			}
			if (JWSAlgorithm.EdDSA.equals(this.algorithm)) {
				KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
				byte[] encoded = pair.getPublic().getEncoded();
				Base64URL x = Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
				return new SigningKey(new OctetKeyPair.Builder(Curve.Ed25519, x).keyID(id).build(), new Ed25519(pair));
			}
			RSAKey key = new RSAKeyGenerator(2048).keyID(id).generate();
			return new SigningKey(key.toPublicJWK(), new RSASSASigner(key));
		}
		catch (JOSEException | GeneralSecurityException failed) {
			throw new IllegalStateException(failed);
		}
	}

	record SigningKey(JWK published, JWSSigner signer) {
	}

	/** By the JDK: Nimbus would need another library. */
	private static final class Ed25519 extends EdDSAProvider implements JWSSigner {

		private final KeyPair pair;

		Ed25519(KeyPair pair) {
			this.pair = pair;
		}

		@Override
		public Base64URL sign(JWSHeader header, byte[] input) throws JOSEException {
			try {
				Signature signature = Signature.getInstance("Ed25519");
				signature.initSign(this.pair.getPrivate());
				signature.update(input);
				return Base64URL.encode(signature.sign());
			}
			catch (GeneralSecurityException failed) {
				throw new JOSEException(failed.getMessage(), failed);
			}
		}

	}

}
