package dev.gatehouse.session.presence;

import java.io.IOException;
import java.time.Clock;
import java.util.List;

import dev.gatehouse.caller.Caller;
import dev.gatehouse.jwt.JwtChain;
import dev.gatehouse.problem.ApiProperties;
import dev.gatehouse.problem.ProblemWriter;
import dev.gatehouse.session.SessionProblem;
import dev.gatehouse.session.presence.PresenceSecurity.RecentProperties;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;

/**
 * Asks for a recent login (RFC 9470) where the finder of an open session could stay for
 * longer than the session, lock its owner out, or change accounts as an administrator.
 * Revoking a key and ending a session need none: they must never be delayed.
 */
@Component
record RecentLogin(RecentProperties properties, ApiProperties api, ProblemWriter problems,
		Clock clock) implements JwtChain {

	/** Listed here, because other folders must not depend on sessions. */
	static final List<String> ROUTES = List.of("POST /api/keys", "POST /api/keys/{id}/rotate", "PATCH /api/keys/{id}",
			"POST /api/me/password", "POST /api/me/passkeys/options", "POST /api/me/passkeys",
			"DELETE /api/me/passkeys/{id}", "POST /api/me/identities/{provider}",
			"DELETE /api/me/identities/{provider}", "DELETE /api/me", "PATCH /api/accounts/{id}");

	private static final RequestMatcher GUARDED = new OrRequestMatcher(ROUTES.stream()
		.map((route) -> route.split(" "))
		.<RequestMatcher>map((route) -> PathPatternRequestMatcher.pathPattern(HttpMethod.valueOf(route[0]), route[1]))
		.toList());

	@Override
	public void customize(HttpSecurity http) {
		http.addFilterAfter(this::guard, AuthorizationFilter.class);
	}

	private void guard(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
			throws IOException, ServletException {
		HttpServletRequest request = (HttpServletRequest) servletRequest;
		HttpServletResponse response = (HttpServletResponse) servletResponse;
		if (!GUARDED.matches(request) || isRecent(SecurityContextHolder.getContext().getAuthentication())) {
			chain.doFilter(request, response);
			return;
		}
		response.setHeader(HttpHeaders.WWW_AUTHENTICATE,
				"Bearer realm=\"%s\", error=\"insufficient_user_authentication\", max_age=\"%s\""
					.formatted(this.api.realm(), Long.toString(this.properties.recent().toSeconds())));
		this.problems.write(request, response, SessionProblem.REAUTHENTICATION_REQUIRED);
	}

	/** In whole seconds, as tokens count. One that does not say is not recent. */
	private boolean isRecent(@Nullable Authentication authentication) {
		return authentication != null && authentication.getPrincipal() instanceof Caller caller
				&& caller.authenticatedAt() != null && this.clock.instant().getEpochSecond()
						- caller.authenticatedAt().getEpochSecond() <= this.properties.recent().toSeconds();
	}

}
