package dev.gatehouse.host.edge;

import java.util.List;

import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.problem.ApiProperties;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemWriter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * The chain of all other paths, which reads no credential. A handler that neither the
 * list here nor another chain names is refused, so that a forgotten rule closes a path; a
 * path without a handler is 404.
 */
@Configuration(proxyBeanMethods = false)
class PublicSecurity {

	/** All that is open to everybody, beside the logins: each has a chain of its own. */
	static final List<String> OPEN = List.of("/", "/index.html", "/gatehouse.css", "/gatehouse.svg", "/js/*.js",
			"/demo.json", "/docs", "/docs/**", "/v3/api-docs", "/v3/api-docs.yaml", "/problems", "/problems/{code}",
			"/.well-known/jwks.json", "/.well-known/security.txt", "/auth/providers", "/auth/{provider}",
			"/auth/{provider}/callback", "/auth/register", "/error");

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	SecurityFilterChain publicChain(HttpSecurity http, ChainDefaults defaults, ApiProperties properties,
			ObjectProvider<HandlerMapping> handlers) throws Exception {
		return defaults.apply(http, CommonProblem.AUTHENTICATION_REQUIRED)
			.authorizeHttpRequests((requests) -> requests
				// it keeps the status of the error
				.dispatcherTypeMatchers(DispatcherType.ERROR)
				.permitAll()
				.requestMatchers(properties.openPaths().toArray(String[]::new))
				.permitAll()
				.requestMatchers(OPEN.toArray(String[]::new))
				.permitAll()
				.anyRequest()
				.access((caller, context) -> new AuthorizationDecision(isNowhere(context.getRequest(), handlers))))
			.build();
	}

	/** Whether nothing of this service answers the path: no handler, no other servlet. */
	private static boolean isNowhere(HttpServletRequest request, ObjectProvider<HandlerMapping> handlers) {
		ServletRequestPathUtils.parseAndCache(request); // the handlers expect it
		try {
			for (HandlerMapping mapping : handlers) {
				if (mapping.getHandler(request) != null) {
					return false;
				}
			}
			return request.getHttpServletMapping().getMappingMatch() == MappingMatch.DEFAULT;
		}
		catch (Exception otherMethodOrType) {
			return false;
		}
		finally {
			ServletRequestPathUtils.clearParsedRequestPath(request);
		}
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
