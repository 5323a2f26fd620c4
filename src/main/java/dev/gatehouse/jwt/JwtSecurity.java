package dev.gatehouse.jwt;

import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.caller.ChainOrder;
import dev.gatehouse.caller.CookieGuard;
import dev.gatehouse.caller.Scheme;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;

/**
 * The chain of scheme two: what is below {@code /api} and has no chain of its own takes a
 * bearer token, or the cookie that browsers have in its place.
 */
@Configuration(proxyBeanMethods = false)
class JwtSecurity {

	@Bean
	@Order(ChainOrder.JWT)
	SecurityFilterChain jwtChain(HttpSecurity http, ChainDefaults defaults, AccessTokenAuthenticationConverter converter,
			AccessTokenAuthenticationProvider provider, CookieGuard guard, AccessCookie cookie) throws Exception {
		return guard.protect(defaults.apply(http, JwtProblem.TOKEN_MISSING, Scheme.JWT), cookie::authenticates)
			.securityMatcher("/api/**")
			.addFilterBefore(defaults.filter(converter, provider), AnonymousAuthenticationFilter.class)
			.authorizeHttpRequests((requests) -> requests.requestMatchers("/api/accounts/**")
				.hasAuthority("ROLE_" + Role.ADMIN.label())
				.anyRequest()
				.authenticated())
			.build();
	}

}
