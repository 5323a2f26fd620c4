package dev.gatehouse.session;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.ratelimit.RetryLaterException;
import dev.gatehouse.session.SessionRows.Session;
import dev.gatehouse.session.SessionRows.StoredToken;
import dev.gatehouse.setting.ServerSecret;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Rotates refresh tokens (RFC 9700 section 4.14.2). Each can be used once. A second use
 * counts as a retry for a few seconds, if its successor is unused: it gets that same
 * successor. Otherwise two parties hold the token, and the session ends.
 */
@Component
record RefreshTokens(SessionRows rows, Sessions sessions, RefreshKeys keys, Accounts accounts,
		SessionProperties properties, TransactionOperations transactions, ApplicationEventPublisher events) {

	/** Tokens of a session. A client needs one for each access token. */
	private static final int MAX_PER_HOUR = 100;

	/** Gives a successor and a new access token, or says why not. */
	Result rotate(String presented, HttpServletRequest request) {
		Result result = RefreshToken.parse(presented)
			.map((token) -> this.transactions.execute((transaction) -> rotate(token, transaction)))
			.orElse(refused(Outcome.INVALID, null));
		if (result.outcome() == Outcome.REUSED && result.session() != null) {
			this.sessions.endForReuse(result.session(), request);
		}
		if (result.outcome() == Outcome.DISOWNED && result.session() != null) {
			this.sessions.end(result.session().id(), request, "account_disabled");
		}
		this.events.publishEvent(new RefreshOutcome(result.outcome().name().toLowerCase(Locale.ROOT)));
		return result;
	}

	/** The session that a token belongs to, also if it was used before. */
	Optional<UUID> sessionOf(String presented) {
		return RefreshToken.parse(presented).flatMap(this.rows::findToken).map((stored) -> stored.session().id());
	}

	private Result rotate(RefreshToken token, TransactionStatus transaction) {
		StoredToken stored = this.rows.findToken(token).orElse(null);
		if (stored == null) {
			return refused(Outcome.INVALID, null);
		}
		if (stored.rotatedAt() != null) {
			return retry(token, stored);
		}
		Instant now = this.sessions.now();
		Session session = stored.session();
		if (session.revokedAt() != null) {
			return refused(Outcome.INVALID, session);
		}
		if (stored.isExpired(now)) {
			return refused(Outcome.EXPIRED, session);
		}
		Account account = owner(session);
		if (account == null) {
			return refused(Outcome.DISOWNED, session);
		}
		requireRoom(session, stored.generation(), now);
		ServerSecret key = this.keys.current();
		if (!this.rows.rotate(token, now, RefreshKeys.id(key))) {
			// another request was faster
			return this.rows.findToken(token)
				.map((rotated) -> retry(token, rotated))
				.orElse(refused(Outcome.INVALID, session));
		}
		if (!this.rows.touch(session.id(), now)) {
			// revoked meanwhile
			transaction.setRollbackOnly();
			return refused(Outcome.INVALID, session);
		}
		RefreshToken successor = token.successor(key);
		Instant expires = this.sessions.idleEnd(session, now);
		this.rows.insertToken(session.id(), successor, stored.generation() + 1, now, expires);
		return granted(Outcome.ROTATED, account, session, successor, expires);
	}

	/** Each rotation leaves a row for as long as the session lives. */
	private void requireRoom(Session session, int generation, Instant now) {
		this.rows.issued(session.id(), generation + 1 - MAX_PER_HOUR)
			.map((then) -> Duration.between(now, then.plus(1, ChronoUnit.HOURS)))
			.filter((wait) -> !wait.isNegative())
			.ifPresent((wait) -> {
				this.events.publishEvent(new RefreshOutcome("limited"));
				throw new RetryLaterException(CommonProblem.RATE_LIMITED, wait.toSeconds() + 1);
			});
	}

	/** Its successor is not stored, but can be derived again. */
	private Result retry(RefreshToken token, StoredToken stored) {
		Instant now = this.sessions.now();
		Session session = stored.session();
		if (stored.rotatedAt() == null || now.isAfter(stored.rotatedAt().plus(this.properties.refreshGrace()))) {
			return refused(Outcome.REUSED, session);
		}
		if (session.revokedAt() != null) {
			return refused(Outcome.INVALID, session);
		}
		RefreshToken successor = this.keys.find(stored.rotatedWith()).map(token::successor).orElse(null);
		if (successor == null) {
			// its key was removed too early
			return refused(Outcome.INVALID, null);
		}
		StoredToken next = this.rows.findToken(successor).orElse(null);
		if (next == null || next.rotatedAt() != null) {
			// the successor was used, so this is no retry
			return refused(Outcome.REUSED, session);
		}
		Account account = owner(session);
		if (account == null) {
			return refused(Outcome.DISOWNED, session);
		}
		if (!this.rows.touch(session.id(), now)) {
			return refused(Outcome.INVALID, session);
		}
		return granted(Outcome.RETRIED, account, session, successor, next.expiresAt());
	}

	/** The account of the session, unless it is disabled. */
	private @Nullable Account owner(Session session) {
		return this.accounts.findById(session.accountId()).filter(Account::isEnabled).orElse(null);
	}

	private Result granted(Outcome outcome, Account account, Session session, RefreshToken token, Instant expires) {
		return new Result(outcome, session, () -> this.sessions.handOut(account, session, token, expires));
	}

	private static Result refused(Outcome outcome, @Nullable Session session) {
		return new Result(outcome, session, null);
	}

	/**
	 * The result for a token: {@code RETRIED} is the same answer again within the grace,
	 * {@code REUSED} ends the session, {@code INVALID} is unknown or of a session that
	 * has ended, {@code DISOWNED} of an account that is disabled.
	 */
	enum Outcome {

		ROTATED, RETRIED, REUSED, EXPIRED, INVALID, DISOWNED

	}

	/**
	 * The result for a token and its session, which has ended after a refusal.
	 * {@code tokens} signs the answer after the transaction, which holds locks; it is
	 * null after a refusal.
	 */
	record Result(Outcome outcome, @Nullable Session session, @Nullable Supplier<OpenedSession> tokens) {

		ProblemCode refusal() {
			return switch (this.outcome) {
				case REUSED -> SessionProblem.REFRESH_TOKEN_REUSED;
				case EXPIRED -> SessionProblem.REFRESH_TOKEN_EXPIRED;
				default -> SessionProblem.REFRESH_TOKEN_INVALID;
			};
		}

	}

}
