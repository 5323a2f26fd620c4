package dev.gatehouse.jwt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.gatehouse.jwt.JwtProperties.KeySource;
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

	private static final int LEAST_BYTES = 32;

	private static final Logger logger = LoggerFactory.getLogger(SigningKeys.class);

	/** A plain path is a file. */
	private final ResourceLoader files = ApplicationResourceLoader.get(new DefaultResourceLoader(), true);

	private final Map<String, SigningKey> keys = new LinkedHashMap<>();

	private final SigningKey current;

	SigningKeys(JwtProperties properties, Environment environment) {
		List<SigningKey> all = configured(properties);
		if (all.isEmpty()) {
			all = List.of(random(environment.acceptsProfiles(Profiles.of("demo"))));
		}
		for (SigningKey key : all) {
			require(this.keys.put(key.id(), key) == null, "gatehouse.jwt.keys",
					"has the id %s twice".formatted(key.id()));
		}
		this.current = all.get(0);
	}

	SigningKey current() {
		return this.current;
	}

	Optional<SigningKey> find(String id) {
		return Optional.ofNullable(this.keys.get(id));
	}

	Collection<SigningKey> all() {
		return this.keys.values();
	}

	private List<SigningKey> configured(JwtProperties properties) {
		List<SigningKey> keys = new ArrayList<>();
		if (isGiven(properties.secret())) {
			keys.add(SigningKey.ofSecret(null,
					secret(properties.secret(), "gatehouse.jwt.secret (GATEHOUSE_JWT_SECRET)")));
		}
		for (int i = 0; i < properties.keys().size(); i++) {
			keys.add(read(properties.keys().get(i), "gatehouse.jwt.keys[%d]".formatted(i)));
		}
		return keys;
	}

	private SigningKey read(KeySource source, String property) {
		boolean hasSecret = isGiven(source.secret());
		require(hasSecret != isGiven(source.privateKey()), property, "needs a secret or a private-key, and not both");
		return hasSecret ? SigningKey.ofSecret(source.id(), secret(source.secret(), property + ".secret"))
				: pair(source.id(), String.valueOf(source.privateKey()), property + ".private-key");
	}

	private static SigningKey random(boolean demo) {
		require(demo, "gatehouse.jwt.secret (GATEHOUSE_JWT_SECRET)", "is not set");
		logger.warn("Demo: the signing key is random, so tokens end with this process");
		byte[] secret = new byte[LEAST_BYTES];
		new SecureRandom().nextBytes(secret);
		return SigningKey.ofSecret(null, secret);
	}

	private static byte[] secret(@Nullable String text, String property) {
		byte[] secret = new byte[0];
		try {
			secret = Base64.getDecoder().decode(String.valueOf(text).strip());
		}
		catch (IllegalArgumentException malformed) {
			require(false, property, "is not Base64");
		}
		require(secret.length >= LEAST_BYTES, property, "is shorter than 256 bits");
		return secret;
	}

	private SigningKey pair(@Nullable String id, String location, String property) {
		try (InputStream in = this.files.getResource(location).getInputStream()) {
			String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
			PemContent pem = PemContent.of(text);
			PrivateKey key = (pem != null) ? pem.getPrivateKey() : null;
			if (key != null) {
				return SigningKey.ofPair(id, key, AccessTokens.publicHalf(key));
			}
		}
		catch (IOException unreadable) {
			throw unfit(property, "names a file that cannot be read");
		}
		catch (RuntimeException malformed) {
			// said below; the messages of parsers may quote what they parse
		}
		throw unfit(property, "names a file without a PEM private key on P-256 or Ed25519");
	}

	private static boolean isGiven(@Nullable String text) {
		return text != null && !text.isBlank();
	}

	private static void require(boolean fit, String property, String fault) {
		if (!fit) {
			throw unfit(property, fault);
		}
	}

	/** Names the property and the cure, never the value. */
	private static IllegalStateException unfit(String property, String fault) {
		String cure = property.contains("private-key") ? "openssl genpkey -algorithm ed25519 -out jwt.pem"
				: "openssl rand -base64 32";
		return new IllegalStateException("%s %s. Make one with: %s".formatted(property, fault, cure));
	}

}
