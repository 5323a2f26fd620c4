package dev.gatehouse.jwt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.gatehouse.setting.ServerSecret;
import dev.gatehouse.setting.UnfitSettingException;
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

	private static final String SHORT_FORM = "gatehouse.jwt.secret (GATEHOUSE_JWT_SECRET)";

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

	/**
	 * The list, then the short form: a key that is listed takes its place without
	 * removing it.
	 */
	private List<SigningKey> configured(JwtProperties properties) {
		List<SigningKey> keys = new ArrayList<>();
		for (int i = 0; i < properties.keys().size(); i++) {
			keys.add(read(properties.keys().get(i), "gatehouse.jwt.keys[%d]".formatted(i)));
		}
		if (isGiven(properties.secret())) {
			keys.add(SigningKey.ofSecret(null, ServerSecret.read(String.valueOf(properties.secret()), SHORT_FORM)));
		}
		return keys;
	}

	private SigningKey read(KeySource source, String property) {
		boolean hasSecret = isGiven(source.secret());
		require(hasSecret != isGiven(source.privateKey()), property, "needs a secret or a private-key, and not both");
		return hasSecret
				? SigningKey.ofSecret(source.id(),
						ServerSecret.read(String.valueOf(source.secret()), property + ".secret"))
				: pair(source.id(), String.valueOf(source.privateKey()), property + ".private-key");
	}

	private static SigningKey random(boolean demo) {
		require(demo, SHORT_FORM, "is not set");
		logger.warn("Demo: the signing key is random, so tokens end with this process");
		return SigningKey.ofSecret(null, ServerSecret.random());
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
			throw unfitFile(property, "that cannot be read");
		}
		catch (RuntimeException malformed) {
			// said below; the messages of parsers may quote what they parse
		}
		throw unfitFile(property, "without a PEM private key on P-256 or Ed25519");
	}

	private static boolean isGiven(@Nullable String text) {
		return text != null && !text.isBlank();
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

}
