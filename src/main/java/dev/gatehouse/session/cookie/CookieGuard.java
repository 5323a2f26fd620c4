package dev.gatehouse.session.cookie;

import java.time.Duration;

import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemWriter;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.CorsUtils;

/**
 * Checks requests that a cookie authenticates, since browsers send cookies unasked: they
 * must come from a page of this service and, to change something, carry the CSRF header.
 * Other requests need neither, and get no cookie.
 */
@Component
public class CookieGuard {

	/** Long, since the token opens nothing by itself. */
	private static final Duration LIFE = Duration.ofDays(30);

	private final ProblemWriter problems;

	private final String publicUrl;

	private final boolean secure;

	private final CredentialCookie csrf;

	private final CsrfTokenRepository stock = CookieCsrfTokenRepository.withHttpOnlyFalse();

	/**
	 * Browsers send secure cookies over https only; off only on a plain-http localhost.
	 */
	CookieGuard(ProblemWriter problems, @Value("${gatehouse.public-url:http://localhost:8080}") String publicUrl,
			@Value("${gatehouse.cookies.secure:true}") boolean secure) {
		this.problems = problems;
		this.publicUrl = publicUrl;
		this.secure = secure;
		this.csrf = new CredentialCookie("XSRF-TOKEN", "/", secure, false);
	}

	/** A cookie that authenticates, with the attributes that all of them have. */
	public CredentialCookie cookie(String name, String path) {
		String prefix = path.equals("/") ? "__Host-" : "__Secure-";
		return new CredentialCookie(this.secure ? prefix + name : name, path, this.secure, true);
	}

	/** Guards the requests of a chain that a cookie authenticates. */
	public HttpSecurity protect(HttpSecurity http, RequestMatcher byCookie) {
		return http
			.csrf((csrf) -> csrf.spa()
				.csrfTokenRepository(new Tokens())
				.requireCsrfProtectionMatcher(CsrfFilter.DEFAULT_CSRF_MATCHER))
			.addFilterBefore(sameOrigin(byCookie), CsrfFilter.class);
	}

	/**
	 * Runs before {@code CsrfFilter} and makes it skip requests that no cookie
	 * authenticates; it would otherwise issue them a token.
	 */
	private Filter sameOrigin(RequestMatcher byCookie) {
		return (request, response, chain) -> {
			HttpServletRequest http = (HttpServletRequest) request;
			if (!byCookie.matches(http)) {
				CsrfFilter.skipRequest(http);
			}
			else if (isFromElsewhere(http)) {
				this.problems.write(http, (HttpServletResponse) response, CommonProblem.ORIGIN_NOT_ALLOWED);
				return;
			}
			chain.doFilter(request, response);
		};
	}

	private boolean isFromElsewhere(HttpServletRequest request) {
		String origin = request.getHeader(HttpHeaders.ORIGIN);
		if (origin == null || origin.equalsIgnoreCase(this.publicUrl)) {
			return false;
		}
		try {
			return CorsUtils.isCorsRequest(request);
		}
		catch (IllegalArgumentException malformed) {
			return true;
		}
	}

	/**
	 * Gives a browser a token for its CSRF headers, or the same one again if the request
	 * proved to know it: other tabs may have just read it.
	 */
	public void issue(HttpServletRequest request, HttpServletResponse response) {
		CsrfToken current = this.stock.loadToken(request);
		boolean proved = current != null && current.getToken().equals(request.getHeader(current.getHeaderName()));
		CsrfToken token = (current != null && proved) ? current : this.stock.generateToken(request);
		this.csrf.set(response, token.getToken(), LIFE);
	}

	public void clear(HttpServletResponse response) {
		this.csrf.clear(response);
	}

	/**
	 * The stock repository, except for the cookie: its attributes are ours, and
	 * {@code CsrfAuthenticationStrategy}, which runs for every request, must not remove
	 * it.
	 */
	private final class Tokens implements CsrfTokenRepository {

		@Override
		public CsrfToken generateToken(HttpServletRequest request) {
			return CookieGuard.this.stock.generateToken(request);
		}

		@Override
		public @Nullable CsrfToken loadToken(HttpServletRequest request) {
			return CookieGuard.this.stock.loadToken(request);
		}

		@Override
		public void saveToken(@Nullable CsrfToken token, HttpServletRequest request, HttpServletResponse response) {
			if (token != null) {
				CookieGuard.this.csrf.set(response, token.getToken(), LIFE);
			}
		}

	}

}
