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
 * The chain of everything else: open, so that an unknown path is 404 and an error keeps
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
	 * One measurement a request is enough; by default each security filter makes its own.
	 */
	@Bean
	SecurityObservationSettings securityObservationSettings() {
		return SecurityObservationSettings.noObservations();
	}

	/**
	 * The stock firewall, which matches every header that is read against a pattern of
	 * Unicode classes. What is printable ASCII passes that in any case, so a token of
	 * some hundred characters need not be put to it.
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

	/** What the firewall refuses before any chain is asked. */
	@Bean
	RequestRejectedHandler requestRejectedHandler(ProblemWriter problems) {
		return (request, response, rejected) -> problems.write(request, response, EdgeProblem.REQUEST_REJECTED);
	}

}
