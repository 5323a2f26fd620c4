package dev.gatehouse.service;

import java.util.List;

import dev.gatehouse.apikey.ApiKeyAuthenticationConverter;
import dev.gatehouse.apikey.ApiKeyAuthenticationProvider;
import dev.gatehouse.apikey.ApiKeyChain;
import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.caller.ChainOrder;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.jwt.AccessTokenAuthenticationConverter;
import dev.gatehouse.jwt.AccessTokenAuthenticationProvider;
import dev.gatehouse.jwt.JwtProblem;
import dev.gatehouse.session.cookie.CookieGuard;
import dev.gatehouse.session.SessionCookies;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.security.web.authentication.DelegatingAuthenticationConverter;

/**
 * The one chain that takes either credential: {@code /api/whoami}. It has one filter, so
 * that a bad key is never followed by an attempt with a token, or the reverse.
 */
@Configuration(proxyBeanMethods = false)
class WhoamiSecurity {

	@Bean
	@Order(ChainOrder.COMPOSED)
	SecurityFilterChain whoamiChain(HttpSecurity http, ChainDefaults defaults,
			ApiKeyAuthenticationConverter keyConverter, ApiKeyAuthenticationProvider keyProvider,
			AccessTokenAuthenticationConverter jwtConverter, AccessTokenAuthenticationProvider jwtProvider,
			List<ApiKeyChain> plugged, CookieGuard guard, SessionCookies cookies) throws Exception {
		AuthenticationConverter either = new DelegatingAuthenticationConverter(keyConverter, jwtConverter);
		defaults.apply(http, JwtProblem.TOKEN_MISSING, Scheme.JWT, Scheme.API_KEY);
		plugged.forEach((more) -> more.customize(http));
		return guard.protect(http, (request) -> !hasKey(request) && cookies.areCredential(request))
			.securityMatcher("/api/whoami")
			.addFilter(defaults.filter(either,
					(ask) -> keyProvider.supports(ask) ? keyProvider.authenticate(ask) : jwtProvider.authenticate(ask)))
			.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
			.build();
	}

	private static boolean hasKey(HttpServletRequest request) {
		return request.getHeader(Scheme.KEY_HEADER) != null;
	}

}
