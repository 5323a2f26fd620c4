package dev.gatehouse.session;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.session.RefreshKeys.RefreshKey;
import dev.gatehouse.session.SessionRows.Session;
import dev.gatehouse.session.SessionRows.StoredToken;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Rotates refresh tokens (RFC 9700 section 4.14.2). Each serves once; who presents one a
 * second time is a retry, for a few seconds and only while its successor is unused, and
 * gets that same successor. Else there are two who hold it, and the session ends.
 */
@Component
class RefreshTokens {

	private final SessionRows rows;

	private final Sessions sessions;

	private final RefreshKeys keys;

	private final Accounts accounts;

	private final SessionProperties properties;

	private final TransactionOperations transactions;

	private final MeterRegistry metrics;

	RefreshTokens(SessionRows rows, Sessions sessions, RefreshKeys keys, Accounts accounts,
			SessionProperties properties, TransactionOperations transactions, MeterRegistry metrics) {
		this.rows = rows;
		this.sessions = sessions;
		this.keys = keys;
		this.accounts = accounts;
		this.properties = properties;
		this.transactions = transactions;
		this.metrics = metrics;
	}

	/**
	 * Gives a successor for a token.
	 * @param presented anything at all
	 * @param request the request that presents it
	 * @return the successor and a new access token, or why not
	 */
	Result rotate(String presented, HttpServletRequest request) {
		Result result = RefreshToken.parse(presented)
			.map((token) -> this.transactions.execute((transaction) -> rotate(token, transaction)))
			.map(this::handedOut)
			.orElse(Result.refused(Outcome.INVALID, null));
		if (result.outcome() == Outcome.REUSED && result.session() != null) {
			this.sessions.endForReuse(result.session(), request);
		}
		if (result.outcome() == Outcome.DISOWNED && result.session() != null) {
			this.sessions.end(result.session(), request, "account_disabled");
		}
		count(result.outcome());
		return result;
	}

	/** Signed after the transaction, which holds locks. */
	private Result handedOut(Result result) {
		Grant grant = result.grant();
		return (grant == null || result.session() == null) ? result : new Result(result.outcome(), result.session(),
				grant, this.sessions.handOut(grant.account(), result.session(), grant.successor(), grant.expires()));
	}

	/** The session that a token belongs to, also if it was used before. */
	Optional<Session> sessionOf(String presented) {
		return RefreshToken.parse(presented).flatMap(this.rows::findToken).map(StoredToken::session);
	}

	private Result rotate(RefreshToken token, TransactionStatus transaction) {
		StoredToken stored = this.rows.findToken(token).orElse(null);
		if (stored == null) {
			return Result.refused(Outcome.INVALID, null);
		}
		if (stored.rotatedAt() != null) {
			return retry(token, stored);
		}
		Instant now = this.sessions.now();
		Session session = stored.session();
		if (session.revokedAt() != null) {
			return Result.refused(Outcome.INVALID, session);
		}
		if (stored.isExpired(now)) {
			return Result.refused(Outcome.EXPIRED, session);
		}
		Account account = owner(session);
		if (account == null) {
			return Result.refused(Outcome.DISOWNED, session);
		}
		RefreshKey key = this.keys.current();
		if (!this.rows.rotate(token, now, key.id())) {
			// another was quicker
			return this.rows.findToken(token)
				.map((rotated) -> retry(token, rotated))
				.orElse(Result.refused(Outcome.INVALID, session));
		}
		if (!this.rows.touch(session.id(), now)) {
			transaction.setRollbackOnly(); // revoked in between
			return Result.refused(Outcome.INVALID, session);
		}
		RefreshToken successor = token.successor(key);
		Instant expires = this.sessions.idleEnd(session, now);
		this.rows.insertToken(session.id(), successor, stored.generation() + 1, now, expires);
		return Result.granted(Outcome.ROTATED, session, new Grant(account, successor, expires));
	}

	/**
	 * The token was used before. Its successor is not stored, but can be derived again.
	 */
	private Result retry(RefreshToken token, StoredToken stored) {
		Instant now = this.sessions.now();
		Session session = stored.session();
		boolean lately = stored.rotatedAt() != null
				&& !now.isAfter(stored.rotatedAt().plus(this.properties.refreshGrace()));
		if (!lately) {
			return Result.refused(Outcome.REUSED, session);
		}
		if (session.revokedAt() != null) {
			return Result.refused(Outcome.INVALID, session);
		}
		RefreshToken successor = this.keys.find(stored.rotatedWith()).map(token::successor).orElse(null);
		if (successor == null) {
			return Result.refused(Outcome.INVALID, null); // the key was taken away too
															// early
		}
		StoredToken next = this.rows.findToken(successor).orElse(null);
		if (next == null || next.rotatedAt() != null) {
			return Result.refused(Outcome.REUSED, session); // not the predecessor of the
															// newest
		}
		Account account = owner(session);
		if (account == null) {
			return Result.refused(Outcome.DISOWNED, session);
		}
		if (!this.rows.touch(session.id(), now)) {
			return Result.refused(Outcome.INVALID, session);
		}
		return Result.granted(Outcome.RETRIED, session, new Grant(account, successor, next.expiresAt()));
	}

	/** Whose session it is, unless that account is shut out. */
	private @Nullable Account owner(Session session) {
		return this.accounts.findById(session.accountId()).filter(Account::isEnabled).orElse(null);
	}

	private void count(Outcome outcome) {
		Counter.builder("gatehouse.refresh")
			.description("refresh tokens that were presented, by outcome")
			.tag("outcome", outcome.label())
			.register(this.metrics)
			.increment();
	}

	/** What became of a token that was presented. */
	enum Outcome {

		/** Its one use. */
		ROTATED(null),
		/** The same again, within the grace. */
		RETRIED(null),
		/** Used twice: the session is over. */
		REUSED(SessionProblem.REFRESH_TOKEN_REUSED),
		/** It or its session is too old. */
		EXPIRED(SessionProblem.REFRESH_TOKEN_EXPIRED),
		/** Unknown, or of a session that was ended. */
		INVALID(SessionProblem.REFRESH_TOKEN_INVALID),
		/** Its account is disabled. */
		DISOWNED(SessionProblem.REFRESH_TOKEN_INVALID);

		private final @Nullable SessionProblem refusal;

		Outcome(@Nullable SessionProblem refusal) {
			this.refusal = refusal;
		}

		private String label() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/** What is to be handed out. */
	private record Grant(Account account, RefreshToken successor, Instant expires) {
	}

	/**
	 * What became of a token, with the session that it belongs to, if any.
	 */
	record Result(Outcome outcome, @Nullable Session session, @Nullable Grant grant, @Nullable OpenedSession opened) {

		private static Result granted(Outcome outcome, Session session, Grant grant) {
			return new Result(outcome, session, grant, null);
		}

		private static Result refused(Outcome outcome, @Nullable Session session) {
			return new Result(outcome, session, null, null);
		}

		/** The code for the caller. */
		ProblemCode refusal() {
			return (this.outcome.refusal != null) ? this.outcome.refusal : SessionProblem.REFRESH_TOKEN_INVALID;
		}

		/** Whether the session is known to have come to its end. */
		boolean isSessionOver() {
			return this.opened == null && this.session != null;
		}

	}

}
