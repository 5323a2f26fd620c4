package dev.gatehouse.web;

import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.caller.ChainOrder;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.problem.ProblemWriter;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/**
 * The chain of everything else: open, so that an unknown path is 404 and an error keeps
 * its status. Reads no credential.
 */
@Configuration(proxyBeanMethods = false)
class PublicSecurity {

	@Bean
	@Order(ChainOrder.PUBLIC)
	SecurityFilterChain publicChain(HttpSecurity http, ChainDefaults defaults) throws Exception {
		return defaults.apply(http, ProblemCode.TOKEN_MISSING, Scheme.JWT)
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.build();
	}

	/**
	 * One measurement a request is enough; by default each security filter makes its own.
	 */
	@Bean
	SecurityObservationSettings securityObservationSettings() {
		return SecurityObservationSettings.noObservations();
	}

	/** What the firewall refuses before any chain is asked. */
	@Bean
	RequestRejectedHandler requestRejectedHandler(ProblemWriter problems) {
		return (request, response, rejected) -> problems.write(request, response, ProblemCode.REQUEST_REJECTED);
	}

}
