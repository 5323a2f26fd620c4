package dev.gatehouse.caller;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.gatehouse.problem.CommonProblem;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/**
 * A cookie that authenticates: out of reach of scripts, and never sent for another site.
 * Its prefix makes the browser insist on {@code Secure}, and for the whole site on having
 * no other domain either (RFC 6265bis section 4.1.3).
 */
public final class CredentialCookie {

	private final String name;

	private final String path;

	private final boolean secure;

	/**
	 * Describes a cookie.
	 * @param properties whether it is for https
	 * @param name such as {@code access}, without a prefix
	 * @param path where the browser sends it
	 */
	public CredentialCookie(CookieProperties properties, String name, String path) {
		String prefix = path.equals("/") ? "__Host-" : "__Secure-";
		this.name = properties.secure() ? prefix + name : name;
		this.path = path;
		this.secure = properties.secure();
	}

	/**
	 * What the cookie is called.
	 * @return the name, with its prefix
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Whether a request brings the cookie, good or bad.
	 * @param request any request
	 * @return true if it does
	 */
	public boolean isIn(HttpServletRequest request) {
		return !all(request).isEmpty();
	}

	/**
	 * The value of the cookie in a request.
	 * @param request any request
	 * @return the value, or empty if there is none
	 * @throws CredentialRefusedException {@code invalid_request} if there are two: which
	 * of them somebody planted would be a guess
	 */
	public Optional<String> find(HttpServletRequest request) {
		List<String> values = all(request);
		if (values.size() > 1) {
			throw new CredentialRefusedException(Scheme.JWT, CommonProblem.INVALID_REQUEST, "invalid_request");
		}
		return values.stream().findFirst();
	}

	/**
	 * Sets the cookie.
	 * @param response the response to the login
	 * @param value the credential
	 * @param life how long the browser keeps it
	 */
	public void set(HttpServletResponse response, String value, Duration life) {
		ResponseCookie cookie = ResponseCookie.from(this.name, value)
			.path(this.path)
			.secure(this.secure)
			.httpOnly(true)
			.sameSite("Strict")
			.maxAge(life)
			.build();
		response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
	}

	/**
	 * Makes the browser forget the cookie.
	 * @param response the response to the logout
	 */
	public void clear(HttpServletResponse response) {
		set(response, "", Duration.ZERO);
	}

	/**
	 * All values of the cookie in a request, for who means to end them all.
	 * @param request any request
	 * @return the values
	 */
	public List<String> all(HttpServletRequest request) {
		Cookie @Nullable [] cookies = request.getCookies();
		return (cookies == null) ? List.of()
				: Arrays.stream(cookies)
					.filter((cookie) -> cookie.getName().equals(this.name))
					.map(Cookie::getValue)
					.toList();
	}

}
