package dev.gatehouse.host.start;

import dev.gatehouse.account.password.PasswordRules;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/**
 * Checks the settings of a deployment before any other bean is made: a permanent store,
 * secrets that are not public, an address that is https.
 */
@Configuration(proxyBeanMethods = false)
@Profile("prod")
class ProductionSettings {

	@Bean
	static BeanFactoryPostProcessor productionSettingsCheck(Environment environment) {
		return (beans) -> {
			// the container's build determines the beans without any secret
			if (!Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
				requireNoDemo(environment);
				Settings settings = new Settings(environment);
				StoreSettings.require(settings);
				SecretSettings.require(settings);
				HttpsSettings.require(settings);
			}
		};
	}

	/** By the rules for all passwords, and before the account is made. */
	@Bean
	InitializingBean adminPasswordCheck(PasswordRules rules, Environment environment) {
		String password = environment.getProperty(SecretSettings.ADMIN_PASSWORD, "");
		return () -> SecretSettings.requireAdminPassword(
				password.isEmpty() || rules.objection("admin", password).isEmpty(), "is too long or too easy to guess");
	}

	/** The public secrets of the demo would open the deployment. */
	private static void requireNoDemo(Environment environment) {
		Settings.require(!environment.acceptsProfiles(Profiles.of("demo")),
				"spring.profiles.active (SPRING_PROFILES_ACTIVE)", "names demo beside prod", "Name prod alone");
	}

}
