package dev.gatehouse.host.edge;

import java.util.function.Predicate;

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
import org.springframework.security.web.firewall.StrictHttpFirewall;

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

	/**
	 * The stock firewall, which matches each header against a pattern of Unicode classes.
	 * Printable ASCII always matches, so the cheaper test comes first: a token has
	 * hundreds of characters.
	 */
	@Bean
	StrictHttpFirewall httpFirewall() {
		Predicate<String> plain = PublicSecurity::isPrintableAscii;
		StrictHttpFirewall firewall = new StrictHttpFirewall();
		firewall.setAllowedHeaderNames(plain.or(StrictHttpFirewall.ALLOWED_HEADER_NAMES));
		firewall.setAllowedHeaderValues(plain.or(StrictHttpFirewall.ALLOWED_HEADER_VALUES));
		return firewall;
	}

	private static boolean isPrintableAscii(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
				return false;
			}
		}
		return true;
	}

	/** Answers what the firewall refuses before any chain runs. */
	@Bean
	RequestRejectedHandler requestRejectedHandler(ProblemWriter problems) {
		return (request, response, rejected) -> problems.write(request, response, EdgeProblem.REQUEST_REJECTED);
	}

}
