package dev.gatehouse.session;

import java.util.Optional;

import dev.gatehouse.jwt.AccessTokens.IssuedToken;
import dev.gatehouse.jwt.JwtChain;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.session.cookie.CookieGuard;
import dev.gatehouse.session.cookie.CredentialCookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.stereotype.Component;

/**
 * A session in a browser: both tokens in cookies that no script can read, and a third
 * cookie for the CSRF header. They are set only on request. The access cookie counts only
 * without an {@code Authorization} header.
 */
@Component
public class SessionCookies implements JwtChain {

	final CredentialCookie access;

	/** Sent only where it is used. */
	final CredentialCookie refresh;

	private final CookieGuard guard;

	SessionCookies(CookieGuard guard) {
		this.access = guard.cookie("access", "/");
		this.refresh = guard.cookie("refresh", "/auth");
		this.guard = guard;
	}

	@Override
	public void customize(HttpSecurity http) {
		this.guard.protect(http, this::areCredential);
	}

	@Override
	public Optional<String> token(HttpServletRequest request) {
		return this.access.find(request);
	}

	/** Whether there is an access cookie, good or bad, and no header. */
	public boolean areCredential(HttpServletRequest request) {
		return request.getHeader(HttpHeaders.AUTHORIZATION) == null && !this.access.all(request).isEmpty();
	}

	public String accessName() {
		return this.access.name();
	}

	/** Whether a login asks for cookies; refuses what is neither. */
	public static boolean areWanted(@Nullable String delivery) {
		if (delivery == null || delivery.equals("body") || delivery.equals("cookie")) {
			return "cookie".equals(delivery);
		}
		throw new ProblemException(CommonProblem.INVALID_REQUEST, "delivery must be cookie or body");
	}

	/**
	 * The body of the answer to a login, which has the tokens unless the cookies have.
	 */
	public TokenResponse deliver(OpenedSession opened, boolean asCookies, HttpServletRequest request,
			HttpServletResponse response) {
		if (asCookies) {
			set(request, response, opened);
		}
		return TokenResponse.of(opened, asCookies);
	}

	/** The same for a new access token of a session that goes on. */
	public TokenResponse deliver(IssuedToken access, boolean asCookies, HttpServletResponse response) {
		if (asCookies) {
			this.access.set(response, access.value(), access.expiresIn());
		}
		return TokenResponse.of(access, asCookies);
	}

	/** Hands a session to the browser that logged in. */
	public void set(HttpServletRequest request, HttpServletResponse response, OpenedSession session) {
		setTokens(response, session);
		this.guard.issue(request, response);
	}

	/** Hands the next tokens to the browser that sent the last ones as cookies. */
	void renew(HttpServletRequest request, HttpServletResponse response, OpenedSession session) {
		setTokens(response, session);
		this.guard.renew(request, response);
	}

	private void setTokens(HttpServletResponse response, OpenedSession session) {
		this.access.set(response, session.accessToken(), session.expiresIn());
		this.refresh.set(response, session.refreshToken(), session.refreshExpiresIn());
	}

	/** Makes a browser forget a session that has ended, if it brought one. */
	public void clear(HttpServletRequest request, HttpServletResponse response) {
		if (areIn(request)) {
			this.access.clear(response);
			this.refresh.clear(response);
			this.guard.clear(response);
		}
	}

	boolean areIn(HttpServletRequest request) {
		return !this.access.all(request).isEmpty() || !this.refresh.all(request).isEmpty();
	}

}
