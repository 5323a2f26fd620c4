package dev.gatehouse.jwt;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
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

	private final Map<String, SigningKey> keys = new LinkedHashMap<>();

	SigningKeys(JwtProperties properties, Environment environment) {
		for (int i = 0; i < properties.keys().size(); i++) {
			add(read(properties.keys().get(i), "gatehouse.jwt.keys[%d]".formatted(i)));
		}
		// last: a listed key takes its place first
		if (!properties.secret().isBlank()) {
			add(SigningKey.of(null, ServerSecret.read(properties.secret(), SHORT_FORM)));
		}
		if (this.keys.isEmpty()) {
			require(environment.acceptsProfiles(Profiles.of("demo")), SHORT_FORM, "is not set");
			logger.warn("Demo: the signing key is random, so tokens end with this process");
			add(SigningKey.of(null, ServerSecret.random()));
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

	private static SigningKey read(KeySource source, String property) {
		require(source.secret().isBlank() != source.privateKey().isBlank(), property,
				"needs a secret or a private-key, and not both");
		return source.privateKey().isBlank()
				? SigningKey.of(source.id(), ServerSecret.read(source.secret(), property + ".secret"))
				: pair(source.id(), source.privateKey(), property + ".private-key");
	}

	/** From a PEM file. */
	private static SigningKey pair(@Nullable String id, String location, String property) {
		// a plain path is a file
		ResourceLoader files = ApplicationResourceLoader.get(new DefaultResourceLoader(), true);
		try (InputStream in = files.getResource(location).getInputStream()) {
			PemContent pem = Objects.requireNonNull(PemContent.load(in));
			return SigningKey.of(id, Objects.requireNonNull(pem.getPrivateKey()));
		}
		catch (IOException unreadable) {
			throw unfitFile(property, "that cannot be read");
		}
		catch (RuntimeException malformed) {
			// without the cause: the messages of parsers may quote what they parse
			throw unfitFile(property, "without a PEM private key on P-256 or Ed25519");
		}
	}

	private static UnfitSettingException unfitFile(String property, String fault) {
		return new UnfitSettingException(property, "names a file " + fault,
				"Make one with: openssl genpkey -algorithm ed25519 -out jwt.pem");
	}

	private static void require(boolean fit, String property, String fault) {
		if (!fit) {
			throw ServerSecret.unfit(property, fault);
		}
	}

	/**
	 * One key, what tokens name in {@code kid} and in {@code alg} for it, and what signs
	 * and verifies: the secret, or the halves of a pair. An id that is not given is a
	 * fingerprint of the key.
	 */
	record SigningKey(String id, String algorithm, Key signing, Key verifying) {

		private static final BigInteger ORDER_OF_P256 = new BigInteger(
				"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

		static SigningKey of(@Nullable String id, ServerSecret secret) {
			return new SigningKey((id != null) ? id : secret.fingerprint("kid"), "HS256", secret.hmacKey(),
					secret.hmacKey());
		}

		static SigningKey of(@Nullable String id, PrivateKey key) {
			PublicKey half = AccessTokens.publicHalf(key);
			return new SigningKey((id != null) ? id : ServerSecret.fingerprint("kid", half.getEncoded()),
					algorithmOf(key), key, half);
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
