package dev.gatehouse.jwt;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.gatehouse.caller.CookieProperties;
import dev.gatehouse.caller.CredentialCookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * The access token as browsers carry it. Counts only where no {@code Authorization}
 * header is: a request with one is judged by that alone.
 */
@Component
public class AccessCookie {

	private final CredentialCookie cookie;

	AccessCookie(CookieProperties properties) {
		this.cookie = new CredentialCookie(properties, "access", "/");
	}

	/**
	 * What the cookie is called.
	 * @return the name, with its prefix
	 */
	public String name() {
		return this.cookie.name();
	}

	/**
	 * Whether it is this cookie that authenticates a request.
	 * @param request any request
	 * @return true if it is there, good or bad, and no header is
	 */
	public boolean authenticates(HttpServletRequest request) {
		return request.getHeader(HttpHeaders.AUTHORIZATION) == null && isIn(request);
	}

	/**
	 * Whether a request brings the cookie.
	 * @param request any request
	 * @return true if it is there, good or bad
	 */
	public boolean isIn(HttpServletRequest request) {
		return this.cookie.isIn(request);
	}

	/**
	 * Sets the cookie.
	 * @param response the response to the login
	 * @param token the access token
	 * @param life how long the token lives
	 */
	public void set(HttpServletResponse response, String token, Duration life) {
		this.cookie.set(response, token, life);
	}

	/**
	 * Makes the browser forget the cookie.
	 * @param response the response to the logout
	 */
	public void clear(HttpServletResponse response) {
		this.cookie.clear(response);
	}

	List<String> all(HttpServletRequest request) {
		return this.cookie.all(request);
	}

	Optional<String> find(HttpServletRequest request) {
		return this.cookie.find(request);
	}

}
