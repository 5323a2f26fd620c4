package dev.gatehouse.oauth2;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.crypto.impl.EdDSAProvider;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.proc.ConfigurableJWTProcessor;

import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.RestOperations;

/**
 * Made as by Spring's own factory, which sets no timeouts, takes one algorithm, and does
 * not know EdDSA: there Nimbus would need another library, so the JDK verifies.
 */
final class IdTokenDecoders implements JwtDecoderFactory<ClientRegistration> {

	/** What stands before the 32 bytes of an Ed25519 key (RFC 8410 section 4). */
	private static final String KEY_PREFIX = "302a300506032b6570032100";

	private final RestOperations http;

	/** By registration id. Each keeps the provider's published keys. */
	private final Map<String, JwtDecoder> decoders = new ConcurrentHashMap<>();

	IdTokenDecoders(RestOperations http) {
		this.http = http;
	}

	@Override
	public JwtDecoder createDecoder(ClientRegistration registration) {
		return this.decoders.computeIfAbsent(registration.getRegistrationId(), (unknown) -> {
			NimbusJwtDecoder decoder = NimbusJwtDecoder
				.withJwkSetUri(String.valueOf(registration.getProviderDetails().getJwkSetUri()))
				.restOperations(this.http)
				.jwtProcessorCustomizer((processor) -> allow(new Provider(registration).algorithms(), processor))
				.build();
			decoder.setJwtValidator(
					JwtValidators.createDefaultWithValidators(List.of(new OidcIdTokenValidator(registration))));
			decoder.setClaimSetConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverter());
			return decoder;
		});
	}

	private static void allow(Set<String> algorithms, ConfigurableJWTProcessor<SecurityContext> processor) {
		JWKSource<SecurityContext> source = ((JWSVerificationKeySelector<SecurityContext>) processor
			.getJWSKeySelector()).getJWKSource();
		var stock = new JWSVerificationKeySelector<>(
				algorithms.stream().map(JWSAlgorithm::parse).collect(Collectors.toSet()), source);
		processor.setJWSKeySelector((header, context) -> {
			if (!JWSAlgorithm.EdDSA.equals(header.getAlgorithm()) || !stock.isAllowed(JWSAlgorithm.EdDSA)) {
				return stock.selectJWSKeys(header, context);
			}
			List<Key> keys = new ArrayList<>();
			for (JWK key : source.get(new JWKSelector(JWKMatcher.forJWSHeader(header)), context)) {
				keys.add(publicKey(key.toOctetKeyPair()));
			}
			return keys;
		});
		processor.setJWSVerifierFactory(new DefaultJWSVerifierFactory() {
			@Override
			public JWSVerifier createJWSVerifier(JWSHeader header, Key key) throws JOSEException {
				return (key instanceof EdECPublicKey ed25519) ? new Ed25519(ed25519)
						: super.createJWSVerifier(header, key);
			}
		});
	}

	private static PublicKey publicKey(OctetKeyPair key) throws KeySourceException {
		try {
			byte[] encoded = HexFormat.of().parseHex(KEY_PREFIX + HexFormat.of().formatHex(key.getDecodedX()));
			return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
		}
		catch (GeneralSecurityException unfit) {
			throw new KeySourceException("the key is not of Ed25519", unfit);
		}
	}

	private static final class Ed25519 extends EdDSAProvider implements JWSVerifier {

		private final PublicKey key;

		Ed25519(PublicKey key) {
			this.key = key;
		}

		@Override
		public boolean verify(JWSHeader header, byte[] input, Base64URL signature) throws JOSEException {
			try {
				Signature verifier = Signature.getInstance("Ed25519");
				verifier.initVerify(this.key);
				verifier.update(input);
				return verifier.verify(signature.decode());
			}
			catch (GeneralSecurityException malformed) {
				return false;
			}
		}

	}

}
