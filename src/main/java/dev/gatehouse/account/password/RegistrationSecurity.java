package dev.gatehouse.account.password;

import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.caller.ChainOrder;
import dev.gatehouse.problem.CommonProblem;
import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.validation.annotation.Validated;

/**
 * The chain of the registration: open, and reads no credential.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RegistrationSecurity.RegistrationProperties.class)
class RegistrationSecurity {

	@Bean
	@Order(ChainOrder.SESSION)
	SecurityFilterChain registrationChain(HttpSecurity http, ChainDefaults defaults) throws Exception {
		return defaults.apply(http, CommonProblem.AUTHENTICATION_REQUIRED)
			.securityMatcher("/auth/register")
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.build();
	}

	/**
	 * Whether callers may create accounts.
	 *
	 * @param enabled off unless switched on
	 * @param perAddress how many accounts a client address may create per hour
	 */
	@Validated
	@ConfigurationProperties("gatehouse.registration")
	record RegistrationProperties(@DefaultValue("false") boolean enabled, @DefaultValue("100") @Min(1) int perAddress) {
	}

}
