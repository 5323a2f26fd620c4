package dev.gatehouse.account.password;

import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.caller.ChainOrder;
import dev.gatehouse.problem.CommonProblem;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The chain of the registration: open, and reads no credential.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RegistrationProperties.class)
class RegistrationSecurity {

	@Bean
	@Order(ChainOrder.SESSION)
	SecurityFilterChain registrationChain(HttpSecurity http, ChainDefaults defaults) throws Exception {
		return defaults.apply(http, CommonProblem.AUTHENTICATION_REQUIRED)
			.securityMatcher("/auth/register")
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.build();
	}

}
