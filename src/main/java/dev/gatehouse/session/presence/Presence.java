package dev.gatehouse.session.presence;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.jwt.AccessTokens.IssuedToken;
import dev.gatehouse.session.Sessions;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Stores that the user of a session has proved again to be who opened it. The session
 * stays, and so does its refresh token; a new access token says it.
 */
@Component
public record Presence(Accounts accounts, Sessions sessions, AuditTrail trail, JdbcClient jdbc,
		TransactionOperations transactions, Clock clock) {

	/**
	 * The enabled account of a session that has not ended, locked until the transaction
	 * ends.
	 */
	public Optional<Account> lockOwner(UUID accountId, UUID sessionId) {
		return this.accounts.lockById(accountId)
			.filter((account) -> account.isEnabled() && this.jdbc.sql("""
					select count(*) from login_session
					where id = ? and account_id = ? and revoked_at is null and expires_at > ?""")
				.params(sessionId, accountId, now())
				.query(Integer.class)
				.single() == 1);
	}

	/**
	 * Stores a proof.
	 * @param account of the user who proved it, as it was then
	 * @param method how, such as {@code pwd} (RFC 8176)
	 * @return a new access token, or empty if the session has ended, or the account was
	 * disabled or got another password meanwhile
	 */
	public Optional<IssuedToken> prove(Account account, UUID sessionId, String method, HttpServletRequest request) {
		boolean proved = Boolean.TRUE
			.equals(this.transactions.execute((transaction) -> lockOwner(account.getId(), sessionId)
				.filter((current) -> current.isUnchangedSince(account))
				.map((current) -> {
					this.trail.write(this.trail.event("session.proved", current.getId(), current.subject(), request)
						.withCredential(sessionId.toString())
						.withDetail(method));
					return this.jdbc.sql("update login_session set authenticated_at = ? where id = ?")
						.params(now(), sessionId)
						.update() == 1;
				})
				.orElse(false)));
		// signing is slow, so it is done outside of the transaction
		return proved ? this.sessions.access(account, sessionId) : Optional.empty();
	}

	private OffsetDateTime now() {
		return OffsetDateTime.now(this.clock).truncatedTo(ChronoUnit.MILLIS);
	}

}
