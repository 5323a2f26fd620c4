package dev.gatehouse.host.edge;

import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemWriter;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/**
 * The chain of all other paths: open, so that an unknown path is 404 and an error keeps
 * its status. Reads no credential.
 */
@Configuration(proxyBeanMethods = false)
class PublicSecurity {

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	SecurityFilterChain publicChain(HttpSecurity http, ChainDefaults defaults) throws Exception {
		return defaults.apply(http, CommonProblem.AUTHENTICATION_REQUIRED)
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.build();
	}

	/**
	 * One measurement per request is enough; by default each security filter makes one.
	 */
	@Bean
	SecurityObservationSettings securityObservationSettings() {
		return SecurityObservationSettings.noObservations();
	}

	/** What the firewall refuses before any chain is asked. */
	@Bean
	RequestRejectedHandler requestRejectedHandler(ProblemWriter problems) {
		return (request, response, rejected) -> problems.write(request, response, EdgeProblem.REQUEST_REJECTED);
	}

}
