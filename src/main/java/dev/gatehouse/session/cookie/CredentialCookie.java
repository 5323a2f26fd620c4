package dev.gatehouse.session.cookie;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.gatehouse.caller.CredentialRefusedException;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.problem.CommonProblem;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/**
 * A cookie that authenticates: no request from another site carries it, and no script can
 * read it, except for the CSRF token. With its prefix, the browser requires
 * {@code Secure}; with {@code __Host-} it also refuses a domain (RFC 6265bis section
 * 4.1.3).
 */
public record CredentialCookie(String name, String path, boolean secure, boolean httpOnly) {

	/**
	 * The value of the cookie in a request.
	 * @throws CredentialRefusedException {@code invalid_request} if there are two: one of
	 * them may be planted
	 */
	public Optional<String> find(HttpServletRequest request) {
		List<String> values = all(request);
		if (values.size() > 1) {
			throw new CredentialRefusedException(Scheme.JWT, CommonProblem.INVALID_REQUEST, "invalid_request", 0);
		}
		return values.stream().findFirst();
	}

	public List<String> all(HttpServletRequest request) {
		Cookie @Nullable [] cookies = request.getCookies();
		return (cookies == null) ? List.of()
				: Arrays.stream(cookies)
					.filter((cookie) -> cookie.getName().equals(this.name))
					.map(Cookie::getValue)
					.toList();
	}

	public void set(HttpServletResponse response, String value, Duration life) {
		ResponseCookie cookie = ResponseCookie.from(this.name, value)
			.path(this.path)
			.secure(this.secure)
			.httpOnly(this.httpOnly)
			.sameSite("Strict")
			.maxAge(life)
			.build();
		response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
	}

	public void clear(HttpServletResponse response) {
		set(response, "", Duration.ZERO);
	}

}
