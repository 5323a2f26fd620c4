package dev.gatehouse.oauth2;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/**
 * The cookies that bind login attempts to the browser: one an attempt, so that tabs do
 * not disturb each other, and a few at most. {@code SameSite=Lax}, because the callback
 * is a navigation that comes from the provider's site.
 */
@Component
class BindingCookies {

	private static final int MOST = 8;

	/** The first characters of it, enough to tell attempts apart. */
	private static final String STATE_HASH = "[0-9a-f]{16}";

	private final boolean secure;

	private final String prefix;

	BindingCookies(@Value("${gatehouse.cookies.secure}") boolean secure) {
		this.secure = secure;
		this.prefix = secure ? "__Host-login-" : "login-"; // no sibling domain can plant
															// the former
	}

	/**
	 * Sets the cookie of an attempt. Forgets all earlier ones when there are too many.
	 */
	void add(HttpServletRequest request, HttpServletResponse response, String stateHash, BrowserBinding binding,
			Duration life) {
		List<String> pending = Arrays.stream(cookies(request))
			.map(Cookie::getName)
			.filter((name) -> name.matches(this.prefix + STATE_HASH))
			.limit(MOST)
			.toList();
		if (pending.size() == MOST) {
			pending.forEach((name) -> write(response, name, "", Duration.ZERO));
		}
		write(response, name(stateHash), binding.reveal(), life);
	}

	Optional<BrowserBinding> find(HttpServletRequest request, String stateHash) {
		return Arrays.stream(cookies(request))
			.filter((cookie) -> cookie.getName().equals(name(stateHash)))
			.map((cookie) -> new BrowserBinding(cookie.getValue()))
			.findFirst();
	}

	void remove(HttpServletResponse response, String stateHash) {
		write(response, name(stateHash), "", Duration.ZERO);
	}

	private String name(String stateHash) {
		return this.prefix + stateHash.substring(0, 16);
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

	private static Cookie[] cookies(HttpServletRequest request) {
		Cookie @Nullable [] cookies = request.getCookies();
		return (cookies != null) ? cookies : new Cookie[0];
	}

}
