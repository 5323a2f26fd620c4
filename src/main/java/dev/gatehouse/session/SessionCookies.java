package dev.gatehouse.session;

import java.util.List;
import java.util.Optional;

import dev.gatehouse.caller.CookieGuard;
import dev.gatehouse.caller.CookieProperties;
import dev.gatehouse.caller.CredentialCookie;
import dev.gatehouse.jwt.AccessCookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.stereotype.Component;

/**
 * A session as browsers carry it: both tokens in cookies that no script can read, and a
 * third cookie for the CSRF header. Set for those who ask, and for nobody else.
 */
@Component
public class SessionCookies {

	private final AccessCookie access;

	/** Sent where it is used, and nowhere else. */
	private final CredentialCookie refresh;

	private final CookieGuard guard;

	SessionCookies(AccessCookie access, CookieProperties properties, CookieGuard guard) {
		this.access = access;
		this.refresh = new CredentialCookie(properties, "refresh", "/auth");
		this.guard = guard;
	}

	/**
	 * Whether a request brings a session.
	 * @param request any request
	 * @return true if one of the two cookies is there, good or bad
	 */
	public boolean areIn(HttpServletRequest request) {
		return this.access.isIn(request) || this.refresh.isIn(request);
	}

	/**
	 * Hands a session to a browser.
	 * @param request the request that logged in
	 * @param response its response
	 * @param session the tokens
	 */
	public void set(HttpServletRequest request, HttpServletResponse response, OpenedSession session) {
		this.access.set(response, session.accessToken(), session.expiresIn());
		this.refresh.set(response, session.refreshToken(), session.refreshExpiresIn());
		this.guard.issue(request, response);
	}

	/**
	 * Makes a browser forget a session, if it brought one.
	 * @param request the request that ended it
	 * @param response its response
	 */
	public void clear(HttpServletRequest request, HttpServletResponse response) {
		if (areIn(request)) {
			this.access.clear(response);
			this.refresh.clear(response);
			this.guard.clear(response);
		}
	}

	/**
	 * The refresh token that a browser brings.
	 * @throws dev.gatehouse.caller.CredentialRefusedException if it brings two
	 */
	Optional<String> refreshToken(HttpServletRequest request) {
		return this.refresh.find(request);
	}

	List<String> refreshTokens(HttpServletRequest request) {
		return this.refresh.all(request);
	}

}
