package dev.gatehouse.jwt;

import java.io.IOException;
import java.io.InputStream;
import java.security.Key;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import dev.gatehouse.jwt.JwtProperties.KeySource;
import dev.gatehouse.setting.ServerSecret;
import dev.gatehouse.setting.UnfitSettingException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.io.ApplicationResourceLoader;
import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.core.env.Environment;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.ResourceLoader;
import org.springframework.stereotype.Component;

/**
 * The keys that sign and verify access tokens, each with the id that a token names in its
 * header. An id is looked up, never followed. The first key signs, all verify: a new key
 * is put last on every replica, then first, and the old one is removed when its last
 * token has expired, so nobody is logged out.
 */
@Component
class SigningKeys {

	private final Map<String, SigningKey> keys = new LinkedHashMap<>();

	SigningKeys(JwtProperties properties, Environment environment) {
		for (int i = 0; i < properties.keys().size(); i++) {
			add(read(properties.keys().get(i), "gatehouse.jwt.keys[%s]".formatted(i)));
		}
		// last, so that a listed key signs
		if (!properties.secret().isBlank() || this.keys.isEmpty()) {
			add(SigningKey.of(null, ServerSecret.require(properties.secret(),
					"gatehouse.jwt.secret (GATEHOUSE_JWT_SECRET)", environment)));
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
		if (this.keys.put(key.id(), key) != null) {
			throw ServerSecret.unfit("gatehouse.jwt.keys", "has the id %s twice".formatted(key.id()));
		}
	}

	private static SigningKey read(KeySource source, String property) {
		if (source.secret().isBlank() == source.privateKey().isBlank()) {
			throw ServerSecret.unfit(property, "needs a secret or a private-key, and not both");
		}
		return source.privateKey().isBlank()
				? SigningKey.of(source.id(), ServerSecret.read(source.secret(), property + ".secret"))
				: pair(source.id(), source.privateKey(), property + ".private-key");
	}

	/** Reads a PEM file; a plain path is a file, too. */
	private static SigningKey pair(@Nullable String id, String location, String property) {
		ResourceLoader files = ApplicationResourceLoader.get(new DefaultResourceLoader(), true);
		String fault = "that cannot be read";
		try (InputStream in = files.getResource(location).getInputStream()) {
			fault = "without a PEM private key on P-256 or Ed25519";
			PemContent pem = Objects.requireNonNull(PemContent.load(in));
			return AccessTokens.pair(id, Objects.requireNonNull(pem.getPrivateKey()));
		}
		catch (IOException | RuntimeException unfit) {
			// without the cause: the messages of parsers may quote what they parse
			throw new UnfitSettingException(property, "names a file " + fault,
					"Make one with: openssl genpkey -algorithm ed25519 -out jwt.pem");
		}
	}

	/**
	 * One key, what tokens name in {@code kid} and in {@code alg} for it, and what signs
	 * and verifies: the secret, or the halves of a pair.
	 */
	record SigningKey(String id, String algorithm, Key signing, Key verifying) {

		/** A secret. An id that is not given is its fingerprint. */
		static SigningKey of(@Nullable String id, ServerSecret secret) {
			return new SigningKey((id != null) ? id : secret.fingerprint("kid"), "HS256", secret.hmacKey(),
					secret.hmacKey());
		}

		@Override
		public String toString() {
			return "SigningKey[id=%s, algorithm=%s]".formatted(this.id, this.algorithm);
		}

	}

}
