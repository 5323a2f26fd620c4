package dev.gatehouse.attempt;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.core.token.Sha512DigestUtils;
import org.springframework.stereotype.Component;

/**
 * Keeps pending logins as rows instead of in an HTTP session: any replica can finish what
 * another began, and an attempt serves once, within its life, and where it was begun. The
 * row has only hashes, so that a reader of the table can finish no login.
 */
@Component
public record LoginAttempts(JdbcClient jdbc, BindingCookies cookies, Clock clock) {

	/** Begins an attempt that this browser alone can finish: the cookie is the secret. */
	public void begin(LoginAttempt attempt, Duration life, HttpServletRequest request, HttpServletResponse response) {
		begin(attempt, life);
		this.cookies.add(request, response, hash(attempt.handle()), attempt.secret(), life);
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
		String secret = this.cookies.find(request, hash(handle));
		return (secret != null) ? finish(handle, secret, purpose) : Optional.empty();
	}

	/**
	 * Ends an attempt in this browser. A browser that was logged in remembers it for a
	 * while, since people come back to the address.
	 */
	public void end(String handle, Duration remember, HttpServletRequest request, HttpServletResponse response) {
		this.cookies.end(request, response, hash(handle), remember);
	}

	/** Whether this browser has been logged in by the attempt. */
	public boolean isFinished(String handle, HttpServletRequest request) {
		return this.cookies.isFinished(request, hash(handle));
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

	@Scheduled(fixedDelay = 60_000)
	public void purge() {
		this.jdbc.sql("delete from login_attempt where expires_at <= ?").param(now()).update();
	}

	private OffsetDateTime now() {
		return OffsetDateTime.now(this.clock);
	}

	private static String hash(String text) {
		return Sha512DigestUtils.shaHex(text);
	}

}
