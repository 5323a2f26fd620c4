package dev.gatehouse.attempt;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.core.token.Sha512DigestUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/**
 * Keeps pending logins as rows instead of in an HTTP session: any replica can finish what
 * another began, and an attempt serves once, within its life, and where it was begun. The
 * row has only hashes, so that a reader of the table can finish no login. A cookie per
 * attempt binds it to the browser, so that tabs do not disturb each other. It is
 * {@code SameSite=Lax}, because the callback is a navigation from the provider's site.
 */
@Component
public record LoginAttempts(JdbcClient jdbc, boolean secure, Clock clock) {

	private static final int MAX_COOKIES = 8;

	/** In place of the secret, which is longer. */
	private static final String FINISHED = "finished";

	/** Written out, since an annotation above would count for the field, too. */
	public LoginAttempts(JdbcClient jdbc, @Value("${gatehouse.cookies.secure:true}") boolean secure, Clock clock) {
		this.jdbc = jdbc;
		this.secure = secure;
		this.clock = clock;
	}

	/**
	 * Begins an attempt that this browser alone can finish: the cookie is the secret. The
	 * oldest cookies are removed when there are too many: browsers send them first (RFC
	 * 6265).
	 */
	public void begin(LoginAttempt attempt, Duration life, HttpServletRequest request, HttpServletResponse response) {
		begin(attempt, life);
		List<String> pending = Stream.ofNullable(request.getCookies())
			.flatMap(Arrays::stream)
			.map(Cookie::getName)
			.filter((name) -> name.matches(prefix() + "[0-9a-f]{16}"))
			.toList();
		pending.stream()
			.limit(Math.max(0, Math.min(MAX_COOKIES, pending.size() - MAX_COOKIES + 1)))
			.forEach((name) -> write(response, name, "", Duration.ZERO));
		write(response, cookie(attempt.handle()), attempt.secret(), life);
	}

	/** Begins an attempt that anybody who has the secret can finish. */
	public void begin(LoginAttempt attempt, Duration life) {
		this.jdbc.sql("""
				insert into login_attempt
				(handle_hash, secret_hash, purpose, nonce, return_to, intent, expires_at)
				values (?, ?, ?, ?, ?, ?, ?)""")
			.params(Arrays.asList(hash(attempt.handle()), hash(attempt.secret()), attempt.purpose(), attempt.nonce(),
					attempt.returnTo(), attempt.intent(), now().plus(life)))
			.update();
	}

	/** Uses up an attempt of this browser; empty if there is none. */
	public Optional<LoginAttempt> finish(String handle, String purpose, HttpServletRequest request) {
		Cookie secret = WebUtils.getCookie(request, cookie(handle));
		return (secret != null) ? finish(handle, secret.getValue(), purpose) : Optional.empty();
	}

	/**
	 * Uses up an attempt. One delete succeeds, also of parallel ones on many replicas.
	 */
	public Optional<LoginAttempt> finish(String handle, String secret, String purpose) {
		return this.jdbc.sql("""
				select nonce, return_to, intent from login_attempt where handle_hash = :handle and secret_hash = :secret
				and purpose = :purpose and expires_at > :now""")
			.params(Map.of("handle", hash(handle), "secret", hash(secret), "purpose", purpose, "now", now()))
			.query((row, number) -> new LoginAttempt(handle, secret, purpose, row.getString(1), row.getString(2),
					row.getString(3)))
			.optional()
			.filter((attempt) -> this.jdbc.sql("delete from login_attempt where handle_hash = ?")
				.param(hash(handle))
				.update() == 1);
	}

	/**
	 * Ends an attempt in this browser. A browser that was logged in remembers it for a
	 * while, since people come back to the address.
	 */
	public void end(String handle, Duration remember, HttpServletRequest request, HttpServletResponse response) {
		if (WebUtils.getCookie(request, cookie(handle)) != null) {
			write(response, cookie(handle), remember.isZero() ? "" : FINISHED, remember);
		}
	}

	/** Whether this browser has been logged in by the attempt. */
	public boolean isFinished(String handle, HttpServletRequest request) {
		Cookie cookie = WebUtils.getCookie(request, cookie(handle));
		return cookie != null && FINISHED.equals(cookie.getValue());
	}

	@Scheduled(fixedDelay = 60_000)
	public void purge() {
		this.jdbc.sql("delete from login_attempt where expires_at <= ?").param(now()).update();
	}

	/** The first characters of the hash are enough to tell attempts apart. */
	private String cookie(String handle) {
		return prefix() + hash(handle).substring(0, 16);
	}

	/** With {@code __Host-}, no other domain of the site can set the cookie. */
	private String prefix() {
		return this.secure ? "__Host-login-" : "login-";
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

	private OffsetDateTime now() {
		return OffsetDateTime.now(this.clock);
	}

	private static String hash(String text) {
		return Sha512DigestUtils.shaHex(text);
	}

}
