package dev.gatehouse.session.cookie;

import java.time.Duration;

import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemWriter;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.CsrfToken;
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

	private final CookieCsrfTokenRepository tokens = CookieCsrfTokenRepository.withHttpOnlyFalse();

	/**
	 * Browsers send secure cookies over https only; off only on a plain-http localhost.
	 */
	CookieGuard(ProblemWriter problems, @Value("${gatehouse.public-url:http://localhost:8080}") String publicUrl,
			@Value("${gatehouse.cookies.secure:true}") boolean secure) {
		this.problems = problems;
		this.publicUrl = publicUrl;
		this.secure = secure;
		this.tokens.setCookieCustomizer((cookie) -> {
			boolean removed = cookie.build().getValue().isEmpty();
			cookie.path("/").secure(secure).sameSite("Strict").maxAge(removed ? Duration.ZERO : LIFE);
		});
	}

	/** A cookie that authenticates, with the attributes that all of them have. */
	public CredentialCookie cookie(String name, String path) {
		String prefix = path.equals("/") ? "__Host-" : "__Secure-";
		return new CredentialCookie(this.secure ? prefix + name : name, path, this.secure);
	}

	/** Guards the requests of a chain that a cookie authenticates. */
	public HttpSecurity protect(HttpSecurity http, RequestMatcher byCookie) {
		return http
			.csrf((csrf) -> csrf.spa()
				.csrfTokenRepository(this.tokens)
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
		CsrfToken current = this.tokens.loadToken(request);
		boolean proved = current != null && current.getToken().equals(request.getHeader(current.getHeaderName()));
		CsrfToken token = (current != null && proved) ? current : this.tokens.generateToken(request);
		this.tokens.saveToken(token, request, response);
	}

	public void clear(HttpServletRequest request, HttpServletResponse response) {
		this.tokens.saveToken(null, request, response);
	}

}
