package dev.gatehouse.caller;

import java.time.Clock;

import dev.gatehouse.problem.ApiProperties;
import dev.gatehouse.problem.CommonProblem;
import jakarta.servlet.DispatcherType;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The beans of this folder, and the chain that comes last: what no other chain names is
 * closed, so that a forgotten path is refused instead of open.
 */
@AutoConfiguration(before = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
@ComponentScan
class CallerConfiguration {

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	@ConditionalOnProperty(name = "gatehouse.last-chain", matchIfMissing = true)
	SecurityFilterChain lastChain(HttpSecurity http, ChainDefaults defaults, ApiProperties properties)
			throws Exception {
		return defaults.apply(http, CommonProblem.AUTHENTICATION_REQUIRED)
			.authorizeHttpRequests((requests) -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
				.permitAll()
				.requestMatchers(properties.openPaths().toArray(String[]::new))
				.permitAll()
				.anyRequest()
				.denyAll())
			.build();
	}

	@Bean
	@ConditionalOnMissingBean
	Clock clock() {
		return Clock.systemUTC();
	}

}
