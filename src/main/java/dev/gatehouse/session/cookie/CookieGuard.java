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
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.CorsUtils;

/**
 * Checks requests that a cookie authenticates, since browsers send cookies unasked: they
 * must come from a page of this service and, to change something, carry the CSRF header.
 * Other requests need neither, and get no cookie.
 */
@Component
public class CookieGuard implements CsrfTokenRepository {

	/** Long, since the token opens nothing by itself. */
	private static final Duration LIFE = Duration.ofDays(30);

	private final ProblemWriter problems;

	private final String publicUrl;

	private final boolean secure;

	private final CredentialCookie csrf;

	private final CookieCsrfTokenRepository stock = CookieCsrfTokenRepository.withHttpOnlyFalse();

	/**
	 * Browsers send secure cookies over https only; off only on a plain-http localhost.
	 */
	CookieGuard(ProblemWriter problems, @Value("${gatehouse.public-url:http://localhost:8080}") String publicUrl,
			@Value("${gatehouse.cookies.secure:true}") boolean secure) {
		this.problems = problems;
		this.publicUrl = publicUrl;
		this.secure = secure;
		this.csrf = cookie("XSRF-TOKEN", "/", false);
		this.stock.setCookieName(this.csrf.name());
	}

	/** A cookie that authenticates, with the attributes that all of them have. */
	public CredentialCookie cookie(String name, String path) {
		return cookie(name, path, true);
	}

	private CredentialCookie cookie(String name, String path, boolean httpOnly) {
		String prefix = path.equals("/") ? "__Host-" : "__Secure-";
		return new CredentialCookie(this.secure ? prefix + name : name, path, this.secure, httpOnly);
	}

	/** Guards the requests of a chain that a cookie authenticates. */
	public HttpSecurity protect(HttpSecurity http, RequestMatcher byCookie) {
		return http
			.csrf((csrf) -> csrf.csrfTokenRepository(this)
				.csrfTokenRequestHandler(new HeaderAlone())
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

	@Override
	public CsrfToken generateToken(HttpServletRequest request) {
		return this.stock.generateToken(request);
	}

	@Override
	public @Nullable CsrfToken loadToken(HttpServletRequest request) {
		return this.stock.loadToken(request);
	}

	/**
	 * With our attributes. {@code CsrfAuthenticationStrategy}, which runs for every
	 * request, must not remove the cookie.
	 */
	@Override
	public void saveToken(@Nullable CsrfToken token, HttpServletRequest request, HttpServletResponse response) {
		if (token != null) {
			this.csrf.set(response, token.getToken(), LIFE);
		}
	}

	/**
	 * Gives a browser a new token for its CSRF headers: the one that it brings to a login
	 * may be planted, by a page that knows it.
	 */
	public void issue(HttpServletRequest request, HttpServletResponse response) {
		saveToken(generateToken(request), request, response);
	}

	/**
	 * Gives a browser the same token again if the request proved to know it, since other
	 * tabs may have just read it.
	 */
	public void renew(HttpServletRequest request, HttpServletResponse response) {
		CsrfToken current = loadToken(request);
		boolean known = current != null && current.getToken().equals(request.getHeader(current.getHeaderName()));
		saveToken(known ? current : generateToken(request), request, response);
	}

	public void clear(HttpServletResponse response) {
		this.csrf.clear(response);
	}

	/**
	 * Takes the token from the header alone: other sites can make a browser send a form
	 * or a query. The cookie is set at once, if it is missing.
	 */
	private static final class HeaderAlone extends CsrfTokenRequestAttributeHandler {

		HeaderAlone() {
			setCsrfRequestAttributeName(null);
		}

		@Override
		public @Nullable String resolveCsrfTokenValue(HttpServletRequest request, CsrfToken csrfToken) {
			return request.getHeader(csrfToken.getHeaderName());
		}

	}

}
