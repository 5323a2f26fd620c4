package dev.gatehouse.host.start;

import java.util.Arrays;
import java.util.Locale;

import dev.gatehouse.setting.UnfitSettingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/**
 * Checks the profile. Under a name such as {@code production} the checks of the profile
 * prod would not run, so the start is refused.
 */
@Configuration(proxyBeanMethods = false)
class ChosenProfile {

	private static final Logger logger = LoggerFactory.getLogger(ChosenProfile.class);

	@Bean
	static BeanFactoryPostProcessor chosenProfileCheck(Environment environment) {
		return (beans) -> {
			if (environment.acceptsProfiles(Profiles.of("prod"))) {
				return;
			}
			if (Arrays.stream(environment.getActiveProfiles()).anyMatch(ChosenProfile::isAlmostProd)) {
				throw new UnfitSettingException("spring.profiles.active (SPRING_PROFILES_ACTIVE)", "is almost prod",
						"Name prod, in lower case");
			}
			if (!environment.acceptsProfiles(Profiles.of("demo"))) {
				logger.warn("The profile is neither demo nor prod: the settings of a deployment are not checked");
			}
		};
	}

	private static boolean isAlmostProd(String profile) {
		return profile.toLowerCase(Locale.ROOT).startsWith("prod");
	}

}
