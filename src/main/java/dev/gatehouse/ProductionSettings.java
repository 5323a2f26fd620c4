package dev.gatehouse;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import dev.gatehouse.account.PasswordRules;
import dev.gatehouse.caller.ServerSecret;
import dev.gatehouse.caller.UnfitSettingException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/**
 * What a deployment must be told, looked at before anything else is made: a store that
 * lasts, secrets that nobody knows, an address that is https.
 */
@Configuration(proxyBeanMethods = false)
@Profile("prod")
class ProductionSettings {

	private static final String ADMIN_PASSWORD = "gatehouse.admin-password";

	private static final int LEAST_PASSWORD = 12;

	/** Larger than any network that is one's own: below /8, or /16 in IPv6. */
	private static final Pattern VAST_NETWORK = Pattern.compile("\\s*([^:]*/[0-7]|.*:.*/([0-9]|1[0-5]))\\s*");

	@Bean
	static BeanFactoryPostProcessor productionSettingsCheck(Environment environment) {
		return (beans) -> {
			// the container's build makes out what beans there are, and is told no secret
			if (!Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
				requireNoDemo(environment);
				requireStore(environment);
				requireSecrets(environment);
				requireHttps(environment);
			}
		};
	}

	/** Judged as everybody's, and before the account is made. */
	@Bean
	InitializingBean adminPasswordCheck(PasswordRules rules, Environment environment) {
		String password = environment.getProperty(ADMIN_PASSWORD, "");
		return () -> requireAdminPassword(password.isEmpty() || rules.objection("admin", password).isEmpty(),
				"is too long or too easy to guess");
	}

	/** What everybody knows of the one would open the other. */
	private static void requireNoDemo(Environment environment) {
		require(!environment.acceptsProfiles(Profiles.of("demo")), "spring.profiles.active (SPRING_PROFILES_ACTIVE)",
				"names demo beside prod", "Name prod alone");
	}

	private static void requireStore(Environment environment) {
		String setting = "spring.datasource.url (SPRING_DATASOURCE_URL)";
		String cure = "Set it to such as jdbc:postgresql://db:5432/gatehouse";
		String url = environment.getProperty("spring.datasource.url", "");
		require(!url.isBlank(), setting, "is not set", cure);
		require(url.startsWith("jdbc:postgresql:"), setting, "is not PostgreSQL, and other stores are for trying out",
				cure);
		boolean shared = environment.getProperty("gatehouse.rate-limit.store", "").equals("redis");
		require(!shared || environment.containsProperty("spring.data.redis.url")
				|| environment.containsProperty("spring.data.redis.host"),
				"spring.data.redis.url (SPRING_DATA_REDIS_URL)", "is not set",
				"Set it to such as redis://cache:6379, or gatehouse.rate-limit.store to local for one replica");
	}

	private static void requireSecrets(Environment environment) {
		List<ListedKey> keys = list(environment, "gatehouse.jwt.keys", ListedKey.class);
		String signing = environment.getProperty("gatehouse.jwt.secret", "");
		if (keys.isEmpty() || !signing.isBlank()) {
			requireSecret(signing, "gatehouse.jwt.secret (GATEHOUSE_JWT_SECRET)");
		}
		for (int i = 0; i < keys.size(); i++) {
			String secret = keys.get(i).secret();
			if (secret != null && !secret.isBlank()) { // else it is a key in a file
				requireSecret(secret, "gatehouse.jwt.keys[%d].secret".formatted(i));
			}
		}
		requireSecret(environment.getProperty("gatehouse.session.refresh-key", ""),
				"gatehouse.session.refresh-key (GATEHOUSE_REFRESH_KEY)");
		List<String> previous = list(environment, "gatehouse.session.previous-refresh-keys", String.class);
		for (int i = 0; i < previous.size(); i++) {
			requireSecret(previous.get(i), "gatehouse.session.previous-refresh-keys[%d]".formatted(i));
		}
		String password = environment.getProperty(ADMIN_PASSWORD, "");
		requireAdminPassword(password.isEmpty() || (password.length() >= LEAST_PASSWORD && !isWellKnown(password)),
				"is short or well known");
	}

	private static void requireAdminPassword(boolean fit, String fault) {
		require(fit, ADMIN_PASSWORD + " (GATEHOUSE_ADMIN_PASSWORD)", fault, "Make one with: openssl rand -base64 18");
	}

	/** Without Spring's own message for a gap in the numbers, which quotes the values. */
	private static <T> List<T> list(Environment environment, String setting, Class<T> type) {
		try {
			return Binder.get(environment).bind(setting, Bindable.listOf(type)).orElse(List.of());
		}
		catch (BindException gap) {
			throw new UnfitSettingException(setting, "cannot be read as a list",
					"Number its entries from 0 without a gap");
		}
	}

	private static void requireSecret(String text, String setting) {
		if (text.isBlank()) {
			throw ServerSecret.unfit(setting, "is not set");
		}
		if (ServerSecret.read(text, setting).isSample()) {
			throw ServerSecret.unfit(setting, "is a sample that others know");
		}
	}

	private static boolean isWellKnown(String password) {
		return List.of("secret", "password", "changeme", "admin")
			.stream()
			.anyMatch(password.toLowerCase(Locale.ROOT)::contains);
	}

	private static void requireHttps(Environment environment) {
		require(environment.getProperty("gatehouse.public-url", "").startsWith("https://"),
				"gatehouse.public-url (GATEHOUSE_PUBLIC_URL)", "is not https",
				"Set it to the address that callers use, such as https://api.example.com");
		require(environment.getProperty("gatehouse.cookies.secure", Boolean.class, true), "gatehouse.cookies.secure",
				"is off", "Leave it on: cookies that carry tokens travel over https alone");
		require(list(environment, "gatehouse.trusted-proxies", String.class).stream()
			.noneMatch((network) -> VAST_NETWORK.matcher(network).matches()), "gatehouse.trusted-proxies",
				"names a network that holds strangers", "Name the proxies alone, such as 10.1.2.3 or 10.1.2.0/24");
		require(environment.getProperty("gatehouse.require-https", Boolean.class, true), "gatehouse.require-https",
				"is off", "Leave it on, and name the proxy that ends https in gatehouse.trusted-proxies");
	}

	private static void require(boolean fit, String setting, String fault, String cure) {
		if (!fit) {
			throw new UnfitSettingException(setting, fault, cure);
		}
	}

	/**
	 * An entry of {@code gatehouse.jwt.keys}. All its members are here, since for the
	 * binder a list has a gap at an entry of which it knows none.
	 */
	record ListedKey(@Nullable String id, @Nullable String secret, @Nullable String privateKey) {
	}

}
