package dev.gatehouse.session;

import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.caller.ChainOrder;
import dev.gatehouse.caller.CookieGuard;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.jwt.JwtProblem;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The chain of login, refresh and logout: open to anyone, but what a refresh cookie
 * authenticates must come from a page of this service, with the CSRF header.
 */
@Configuration(proxyBeanMethods = false)
class SessionSecurity {

	private static final String LOGIN = "/auth/login";

	@Bean
	@Order(ChainOrder.SESSION)
	SecurityFilterChain sessionChain(HttpSecurity http, ChainDefaults defaults, CookieGuard guard,
			SessionCookies cookies) throws Exception {
		return guard
			.protect(defaults.apply(http, JwtProblem.TOKEN_MISSING, Scheme.JWT),
					(request) -> !request.getRequestURI().equals(LOGIN) && cookies.areIn(request))
			.securityMatcher(LOGIN, "/auth/refresh", "/auth/logout")
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.build();
	}

}
