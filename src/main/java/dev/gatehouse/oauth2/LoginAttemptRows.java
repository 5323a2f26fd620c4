package dev.gatehouse.oauth2;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The stored login attempts.
 */
@Component
class LoginAttemptRows {

	private final JdbcClient jdbc;

	LoginAttemptRows(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	void insert(LoginAttempt attempt) {
		this.jdbc.sql("""
				insert into login_attempt
				(state_hash, browser_hash, registration_id, verifier, nonce, return_to, expires_at) values
				(:stateHash, :browserHash, :registrationId, :verifier, :nonce, :returnTo, :expiresAt)""")
			.paramSource(attempt)
			.update();
	}

	/**
	 * Uses up an attempt. One statement decides, however many callbacks come at once and
	 * on however many replicas.
	 * @return the attempt for the one callback that may go on, otherwise null
	 */
	@Nullable LoginAttempt consume(String stateHash, String browserHash, String registrationId, Instant now) {
		int consumed = this.jdbc.sql("""
				update login_attempt set consumed_at = :now
				where state_hash = :stateHash and browser_hash = :browserHash and registration_id = :registrationId
				and consumed_at is null and expires_at > :now""")
			.param("stateHash", stateHash)
			.param("browserHash", browserHash)
			.param("registrationId", registrationId)
			.param("now", now.atOffset(ZoneOffset.UTC))
			.update();
		return (consumed == 0) ? null
				: this.jdbc.sql("select * from login_attempt where state_hash = :stateHash")
					.param("stateHash", stateHash)
					.query(LoginAttempt.class)
					.optional()
					.orElse(null);
	}

	void deleteExpired(Instant now) {
		this.jdbc.sql("delete from login_attempt where expires_at <= :now")
			.param("now", now.atOffset(ZoneOffset.UTC))
			.update();
	}

	/**
	 * A login that was sent to the provider and has not come back: hashes of what the
	 * browser must bring, and the PKCE verifier and the nonce, encrypted with a key that
	 * only the browser has.
	 */
	record LoginAttempt(String stateHash, String browserHash, String registrationId, String verifier,
			@Nullable String nonce, @Nullable String returnTo, OffsetDateTime expiresAt) {

	}

}
