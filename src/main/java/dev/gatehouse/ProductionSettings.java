package dev.gatehouse;

import java.util.List;
import java.util.Locale;

import dev.gatehouse.caller.ServerSecret;
import dev.gatehouse.caller.UnfitSettingException;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.Environment;

/**
 * What a deployment must be told, looked at before anything else is made: a store that
 * lasts, secrets that nobody knows, an address that is https.
 */
@Configuration(proxyBeanMethods = false)
@Profile("prod")
class ProductionSettings {

	private static final int LEAST_PASSWORD = 12;

	@Bean
	static BeanFactoryPostProcessor productionSettingsCheck(Environment environment) {
		return (beans) -> {
			// the container's build makes out what beans there are, and is told no secret
			if (!Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
				requireStore(environment);
				requireSecrets(environment);
				requireHttps(environment);
			}
		};
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
		boolean listed = environment.containsProperty("gatehouse.jwt.keys[0].secret")
				|| environment.containsProperty("gatehouse.jwt.keys[0].private-key");
		String signing = environment.getProperty("gatehouse.jwt.secret", "");
		if (!listed || !signing.isBlank()) {
			requireSecret(signing, "gatehouse.jwt.secret (GATEHOUSE_JWT_SECRET)");
		}
		for (int i = 0; environment.containsProperty("gatehouse.jwt.keys[%d].secret".formatted(i)); i++) {
			String setting = "gatehouse.jwt.keys[%d].secret".formatted(i);
			requireSecret(environment.getProperty(setting, ""), setting);
		}
		requireSecret(environment.getProperty("gatehouse.session.refresh-key", ""),
				"gatehouse.session.refresh-key (GATEHOUSE_REFRESH_KEY)");
		String password = environment.getProperty("gatehouse.admin-password", "");
		require(password.isEmpty() || (password.length() >= LEAST_PASSWORD && !isWellKnown(password)),
				"gatehouse.admin-password (GATEHOUSE_ADMIN_PASSWORD)", "is short or well known",
				"Make one with: openssl rand -base64 18");
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
	}

	private static void require(boolean fit, String setting, String fault, String cure) {
		if (!fit) {
			throw new UnfitSettingException(setting, fault, cure);
		}
	}

}
