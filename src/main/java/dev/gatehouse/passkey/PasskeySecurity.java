package dev.gatehouse.passkey;

import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.caller.ChainOrder;
import dev.gatehouse.problem.CommonProblem;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The beans of this folder, and the chain of a login with a passkey, which is open to
 * everybody. Users who are logged in reach {@code /api/me/passkeys} through a chain of
 * the service.
 */
@AutoConfiguration(before = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
@ComponentScan
class PasskeySecurity {

	@Bean
	@Order(ChainOrder.PASSKEY)
	SecurityFilterChain passkeyChain(HttpSecurity http, ChainDefaults defaults) {
		return defaults.apply(http, CommonProblem.AUTHENTICATION_REQUIRED)
			.securityMatcher(PasskeyLoginController.LOGIN, PasskeyLoginController.OPTIONS)
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.build();
	}

}
