package dev.gatehouse.service;

import java.util.function.Predicate;

import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.caller.ChainOrder;
import dev.gatehouse.caller.CookieGuard;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.problem.ProblemWriter;
import dev.gatehouse.session.SessionCookies;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.util.matcher.AndRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.pathPattern;

/**
 * The chain of everything else: open, so that an unknown path is 404 and an error keeps
 * its status. Reads no credential, but the refresh cookie is read behind it.
 */
@Configuration(proxyBeanMethods = false)
class PublicSecurity {

	@Bean
	@Order(ChainOrder.PUBLIC)
	SecurityFilterChain publicChain(HttpSecurity http, ChainDefaults defaults, CookieGuard guard,
			SessionCookies cookies) throws Exception {
		RequestMatcher goingOn = new OrRequestMatcher(pathPattern("/auth/refresh"), pathPattern("/auth/logout"));
		return guard
			.protect(defaults.apply(http, ProblemCode.TOKEN_MISSING, Scheme.JWT),
					new AndRequestMatcher(goingOn, cookies::areIn))
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
		return (request, response, rejected) -> problems.write(request, response, ProblemCode.REQUEST_REJECTED);
	}

}
