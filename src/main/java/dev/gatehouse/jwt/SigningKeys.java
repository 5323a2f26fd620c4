package dev.gatehouse.jwt;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.gatehouse.jwt.JwtProperties.KeySource;
import dev.gatehouse.setting.ServerSecret;
import dev.gatehouse.setting.UnfitSettingException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.io.ApplicationResourceLoader;
import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.ResourceLoader;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/**
 * The keys that sign and verify access tokens, each with the id that a token names in its
 * header. An id is looked up, never followed. The first key signs, all verify: a new key
 * is put last on every replica, then first, and the old one is taken away when its last
 * token has expired, so nobody is logged out.
 */
@Component
class SigningKeys {

	private static final String SHORT_FORM = "gatehouse.jwt.secret (GATEHOUSE_JWT_SECRET)";

	private static final Logger logger = LoggerFactory.getLogger(SigningKeys.class);

	/** A plain path is a file. */
	private final ResourceLoader files = ApplicationResourceLoader.get(new DefaultResourceLoader(), true);

	private final Map<String, SigningKey> keys = new LinkedHashMap<>();

	SigningKeys(JwtProperties properties, Environment environment) {
		for (int i = 0; i < properties.keys().size(); i++) {
			add(read(properties.keys().get(i), "gatehouse.jwt.keys[%d]".formatted(i)));
		}
		if (StringUtils.hasText(properties.secret())) { // last: a listed key takes its
														// place first
			add(secret(null, properties.secret(), SHORT_FORM));
		}
		if (this.keys.isEmpty()) {
			require(environment.acceptsProfiles(Profiles.of("demo")), SHORT_FORM, "is not set");
			logger.warn("Demo: the signing key is random, so tokens end with this process");
			add(SigningKey.ofSecret(null, ServerSecret.random()));
		}
	}

	SigningKey current() {
		return this.keys.values().iterator().next();
	}

	Optional<SigningKey> find(String id) {
		return Optional.ofNullable(this.keys.get(id));
	}

	Collection<SigningKey> all() {
		return this.keys.values();
	}

	private void add(SigningKey key) {
		require(this.keys.put(key.id(), key) == null, "gatehouse.jwt.keys", "has the id %s twice".formatted(key.id()));
	}

	private SigningKey read(KeySource source, String property) {
		require(StringUtils.hasText(source.secret()) != StringUtils.hasText(source.privateKey()), property,
				"needs a secret or a private-key, and not both");
		return StringUtils.hasText(source.secret()) ? secret(source.id(), source.secret(), property + ".secret")
				: pair(source.id(), String.valueOf(source.privateKey()), property + ".private-key");
	}

	private static SigningKey secret(@Nullable String id, @Nullable String text, String property) {
		return SigningKey.ofSecret(id, ServerSecret.read(String.valueOf(text), property));
	}

	private SigningKey pair(@Nullable String id, String location, String property) {
		try (InputStream in = this.files.getResource(location).getInputStream()) {
			PemContent pem = PemContent.load(in);
			PrivateKey key = (pem != null) ? pem.getPrivateKey() : null;
			if (key != null) {
				return SigningKey.ofPair(id, key, AccessTokens.publicHalf(key));
			}
		}
		catch (IOException unreadable) {
			throw unfitFile(property, "that cannot be read");
		}
		catch (RuntimeException malformed) {
			// said below; the messages of parsers may quote what they parse
		}
		throw unfitFile(property, "without a PEM private key on P-256 or Ed25519");
	}

	private static void require(boolean fit, String property, String fault) {
		if (!fit) {
			throw ServerSecret.unfit(property, fault);
		}
	}

	private static UnfitSettingException unfitFile(String property, String fault) {
		return new UnfitSettingException(property, "names a file " + fault,
				"Make one with: openssl genpkey -algorithm ed25519 -out jwt.pem");
	}

	/**
	 * One key, its id, and the one algorithm that it is for.
	 *
	 * @param id what tokens name in {@code kid}
	 * @param algorithm what they name in {@code alg}: HS256, ES256 or EdDSA
	 * @param signing the secret, or the private half
	 * @param verifying the secret, or the public half
	 */
	record SigningKey(String id, String algorithm, Key signing, Key verifying) {

		private static final BigInteger ORDER_OF_P256 = new BigInteger(
				"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

		/** A shared secret; without an id, its fingerprint is the id. */
		static SigningKey ofSecret(@Nullable String id, ServerSecret secret) {
			return new SigningKey((id != null) ? id : secret.fingerprint("kid"), "HS256", secret.hmacKey(),
					secret.hmacKey());
		}

		/**
		 * A key pair; without an id, its fingerprint is the id.
		 * @throws IllegalArgumentException if it is neither on P-256 nor on Ed25519
		 */
		static SigningKey ofPair(@Nullable String id, PrivateKey privateKey, PublicKey publicKey) {
			return new SigningKey((id != null) ? id : ServerSecret.fingerprint("kid", publicKey.getEncoded()),
					algorithmOf(privateKey), privateKey, publicKey);
		}

		private static String algorithmOf(PrivateKey key) {
			if (key instanceof ECPrivateKey ec && ec.getParams().getOrder().equals(ORDER_OF_P256)) {
				return "ES256";
			}
			if (key instanceof EdECPrivateKey edwards && edwards.getParams().getName().equals("Ed25519")) {
				return "EdDSA";
			}
			throw new IllegalArgumentException("neither P-256 nor Ed25519");
		}

		@Override
		public String toString() {
			return "SigningKey[id=%s, algorithm=%s]".formatted(this.id, this.algorithm);
		}

	}

}
