package dev.gatehouse.host.start;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.gatehouse.setting.ServerSecret;
import org.jspecify.annotations.Nullable;

/**
 * Checks the secrets of a deployment: set, random, and each for one purpose.
 */
final class SecretSettings {

	static final String ADMIN_PASSWORD = "gatehouse.admin-password";

	private static final int MIN_PASSWORD_LENGTH = 12;

	private SecretSettings() {
	}

	static void require(Settings settings) {
		Map<String, String> seen = new HashMap<>();
		List<ListedKey> keys = settings.list("gatehouse.jwt.keys", ListedKey.class);
		String signing = settings.text("gatehouse.jwt.secret");
		if (keys.isEmpty() || !signing.isEmpty()) {
			require(signing, "gatehouse.jwt.secret (GATEHOUSE_JWT_SECRET)", seen);
		}
		for (int i = 0; i < keys.size(); i++) {
			String secret = keys.get(i).secret();
			// without a secret, the key is in a file
			if (secret != null && !secret.isBlank()) {
				require(secret, "gatehouse.jwt.keys[%s].secret".formatted(i), seen);
			}
		}
		require(settings.text("gatehouse.session.refresh-key"), "gatehouse.session.refresh-key (GATEHOUSE_REFRESH_KEY)",
				seen);
		List<String> previous = settings.list("gatehouse.session.previous-refresh-keys", String.class);
		for (int i = 0; i < previous.size(); i++) {
			require(previous.get(i), "gatehouse.session.previous-refresh-keys[%s]".formatted(i), seen);
		}
		String password = settings.environment().getProperty(ADMIN_PASSWORD, "");
		requireAdminPassword(password.isEmpty() || (password.length() >= MIN_PASSWORD_LENGTH && !isWellKnown(password)),
				"is short or well known");
	}

	static void requireAdminPassword(boolean fit, String fault) {
		Settings.require(fit, ADMIN_PASSWORD + " (GATEHOUSE_ADMIN_PASSWORD)", fault,
				"Make one with: openssl rand -base64 18");
	}

	private static void require(String text, String setting, Map<String, String> seen) {
		if (text.isBlank()) {
			throw ServerSecret.unfit(setting, "is not set");
		}
		ServerSecret secret = ServerSecret.read(text, setting);
		if (SampleSecrets.isHexadecimal(text)) {
			throw ServerSecret.unfit(setting, "is hexadecimal, not Base64");
		}
		if (SampleSecrets.isSample(text)) {
			throw ServerSecret.unfit(setting, "is a sample that others know");
		}
		String other = seen.put(secret.fingerprint("seen"), setting);
		if (other != null) {
			throw ServerSecret.unfit(setting, "is the same as " + other);
		}
	}

	private static boolean isWellKnown(String password) {
		return List.of("secret", "password", "changeme", "admin")
			.stream()
			.anyMatch(password.toLowerCase(Locale.ROOT)::contains);
	}

	/**
	 * An entry of {@code gatehouse.jwt.keys}. It declares all members, since the binder
	 * takes an entry without a known member for a gap in the list.
	 */
	record ListedKey(@Nullable String id, @Nullable String secret, @Nullable String privateKey) {
	}

}
