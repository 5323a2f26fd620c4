package dev.gatehouse.session;

import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.caller.ChainOrder;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.feed.ChangeFeed;
import dev.gatehouse.jwt.JwtProblem;
import dev.gatehouse.jwt.RevocationList;
import dev.gatehouse.jwt.RevocationList.Standing;
import dev.gatehouse.session.cookie.CookieGuard;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * The beans of this folder, and the chain of login, refresh and logout: open to
 * everybody, but a request that a cookie authenticates must come from a page of this
 * service and carry the CSRF header.
 */
@AutoConfiguration(before = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
@ComponentScan
@EnableConfigurationProperties({ LoginThrottle.LoginProperties.class, SessionProperties.class })
@EnableScheduling
class SessionSecurity {

	private static final String LOGIN = "/auth/login";

	@Bean
	@Order(ChainOrder.SESSION)
	SecurityFilterChain sessionChain(HttpSecurity http, ChainDefaults defaults, CookieGuard guard,
			SessionCookies cookies) {
		RequestMatcher login = PathPatternRequestMatcher.pathPattern(LOGIN);
		return guard
			.protect(defaults.apply(http, JwtProblem.TOKEN_MISSING, Scheme.JWT),
					(request) -> !login.matches(request) && cookies.areIn(request))
			.securityMatcher(LOGIN, "/auth/refresh", "/auth/logout")
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.build();
	}

	/** A session is in the feed of changes only if its tokens must be refused. */
	@Bean
	RevocationList revocations(ChangeFeed feed) {
		return (sessionId) -> {
			Standing unchanged = feed.isFresh() ? Standing.LIVE : Standing.UNKNOWN;
			return feed.isChanged(sessionId) ? Standing.REVOKED : unchanged;
		};
	}

}
