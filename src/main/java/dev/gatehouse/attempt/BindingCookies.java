package dev.gatehouse.attempt;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/**
 * The cookies that bind login attempts to the browser: one per attempt, so that tabs do
 * not disturb each other, up to a limit. They are {@code SameSite=Lax}, because the
 * callback is a navigation from the provider's site.
 */
@Component
class BindingCookies {

	private static final int MAX_COOKIES = 8;

	/** In place of the verifier, which is longer. */
	private static final String FINISHED = "finished";

	private final boolean secure;

	/** With {@code __Host-}, no other domain of the site can set the cookie. */
	private final String prefix;

	BindingCookies(@Value("${gatehouse.cookies.secure:true}") boolean secure) {
		this.secure = secure;
		this.prefix = secure ? "__Host-login-" : "login-";
	}

	/**
	 * Removes the oldest when there are too many: browsers send them first (RFC 6265).
	 */
	void add(HttpServletRequest request, HttpServletResponse response, String attempt, String value, Duration life) {
		List<String> pending = Stream.ofNullable(request.getCookies())
			.flatMap(Arrays::stream)
			.map(Cookie::getName)
			.filter((name) -> name.matches(this.prefix + "[0-9a-f]{16}"))
			.toList();
		pending.stream()
			.limit(Math.max(0, Math.min(MAX_COOKIES, pending.size() - MAX_COOKIES + 1)))
			.forEach((name) -> write(response, name, "", Duration.ZERO));
		write(response, name(attempt), value, life);
	}

	@Nullable String find(HttpServletRequest request, String attempt) {
		Cookie cookie = WebUtils.getCookie(request, name(attempt));
		return (cookie != null) ? cookie.getValue() : null;
	}

	/** Whether the browser has been logged in by this attempt. */
	boolean isFinished(HttpServletRequest request, String attempt) {
		return FINISHED.equals(find(request, attempt));
	}

	/**
	 * Ends an attempt of this browser. A browser that was logged in remembers it for a
	 * while, since people come back to the address.
	 */
	void end(HttpServletRequest request, HttpServletResponse response, String attempt, Duration remember) {
		if (find(request, attempt) != null) {
			write(response, name(attempt), remember.isZero() ? "" : FINISHED, remember);
		}
	}

	/** The first characters of the hash are enough to tell attempts apart. */
	private String name(String attempt) {
		return this.prefix + attempt.substring(0, 16);
	}

	private void write(HttpServletResponse response, String name, String value, Duration life) {
		ResponseCookie cookie = ResponseCookie.from(name, value)
			.path(this.secure ? "/" : "/auth")
			.httpOnly(true)
			.secure(this.secure)
			.sameSite("Lax")
			.maxAge(life)
			.build();
		response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
	}

}
