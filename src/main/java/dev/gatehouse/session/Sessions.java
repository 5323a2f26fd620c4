package dev.gatehouse.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.ListQuery.Position;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.feed.ChangeFeed.Changed;
import dev.gatehouse.jwt.AccessTokens;
import dev.gatehouse.jwt.AccessTokens.IssuedToken;
import dev.gatehouse.session.SessionRows.Session;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Opens and ends sessions, for every kind of login. This replica knows the end of a
 * session at once, the others within two seconds.
 */
@Component
public record Sessions(SessionRows rows, Accounts accounts, AccessTokens tokens, AuditTrail trail,
		SessionProperties properties, TransactionOperations transactions, ApplicationEventPublisher events,
		Clock clock) {

	private static final int MAX_USER_AGENT = 200;

	/** Of an account; the oldest makes room for a new one. */
	private static final int MAX_LIVE = 100;

	/**
	 * Opens a session.
	 * @param account who logged in
	 * @param methods how it proved who it is, such as {@code pwd} (RFC 8176)
	 * @return its tokens, or empty if the account was disabled or got another password
	 * since it was looked at
	 */
	public Optional<OpenedSession> open(Account account, List<String> methods, HttpServletRequest request) {
		Instant now = now();
		Session session = new Session(UUID.randomUUID(), account.getId(), methods, userAgent(request), now, now,
				now.plus(this.properties.absoluteTtl()), null, now);
		RefreshToken refresh = RefreshToken.generate();
		Instant expires = idleEnd(session, now);
		boolean opened = Boolean.TRUE.equals(this.transactions.execute((transaction) -> {
			// locked, so that the password changes before or after, but not meanwhile
			boolean unchanged = this.accounts.lockBySubject(account.subject())
				.filter((current) -> current.isUnchangedSince(account))
				.isPresent();
			if (unchanged) {
				List<Session> live = this.rows.findLive(account.getId(), Position.FIRST, Integer.MAX_VALUE);
				end(account, live.stream().skip(MAX_LIVE - 1).map(Session::id).toList(), request, "session_limit");
				this.rows.insert(session);
				this.rows.insertToken(session.id(), refresh, 1, now, expires);
				this.trail.write(this.trail.event("login.succeeded", account.getId(), account.subject(), request)
					.withCredential(session.id().toString())
					.withDetail(String.join(" ", methods)));
			}
			return unchanged;
		}));
		return opened ? Optional.of(handOut(account, session, refresh, expires)) : Optional.empty();
	}

	/** The tokens of a session. Signing is slow, so call it outside a transaction. */
	OpenedSession handOut(Account account, Session session, RefreshToken refresh, Instant refreshExpires) {
		IssuedToken access = access(account, session);
		return new OpenedSession(access.value(), access.expiresIn(), refresh.value(),
				Duration.between(this.clock.instant(), refreshExpires).plusMillis(999));
	}

	/** The next access token of a session, whose refresh token stays. */
	public Optional<IssuedToken> access(Account account, UUID id) {
		return find(account, id).map((session) -> access(account, session));
	}

	private IssuedToken access(Account account, Session session) {
		Caller caller = new Caller(account.subject(), account.name(), account.role(), account.scopes(), null,
				Scheme.JWT, session.id().toString(), session.authenticatedAt());
		return this.tokens.issue(caller, session.amr(), session.expiresAt());
	}

	/** When a refresh token that is issued now expires: not after its session ends. */
	Instant idleEnd(Session session, Instant now) {
		Instant idle = now.plus(this.properties.idleTtl());
		return idle.isBefore(session.expiresAt()) ? idle : session.expiresAt();
	}

	/** As precise as the database, so that stored times can be compared. */
	Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
	}

	Optional<Session> find(Account account, UUID id) {
		return this.rows.find(id).filter((session) -> session.accountId().equals(account.getId()));
	}

	/** Ends a session. Doing it again changes nothing. */
	void end(UUID id, HttpServletRequest request, String reason) {
		this.transactions.executeWithoutResult((transaction) -> this.rows.find(id)
			.flatMap((session) -> this.accounts.findById(session.accountId()))
			.ifPresent((account) -> end(account, List.of(id), request, reason)));
	}

	/** Ends all sessions but one, within the transaction of the reason. */
	public void endAll(Account account, @Nullable UUID except, @Nullable HttpServletRequest request, String reason) {
		this.transactions.executeWithoutResult((transaction) -> {
			List<UUID> ids = this.rows.findUnrevoked(account.getId()).stream().map(Session::id).toList();
			end(account, ids.stream().filter((id) -> !id.equals(except)).toList(), request, reason);
		});
	}

	private void end(Account account, List<UUID> ids, @Nullable HttpServletRequest request, String reason) {
		List<UUID> revoked = ids.stream().filter((id) -> this.rows.revoke(id, reason)).toList();
		// when all rows are locked, or two that end the same sessions could deadlock
		revoked.stream()
			.map((id) -> this.trail.event("session.revoked", account.getId(), account.subject(), request)
				.withCredential(id.toString())
				.withDetail(reason))
			.forEach(this.trail::write);
		this.events.publishEvent(new Changed(ids.stream().map(UUID::toString).toList()));
	}

	/** Ends a session whose refresh token was reused. Commits before the answer. */
	void endForReuse(Session session, HttpServletRequest request) {
		this.transactions.executeWithoutResult((transaction) -> {
			if (this.rows.revoke(session.id(), "refresh_reused")) {
				this.trail
					.write(this.trail.event("session.refresh_reused", session.accountId(), AuditTrail.NOBODY, request)
						.failed()
						.withCredential(session.id().toString()));
			}
			this.events.publishEvent(new Changed(List.of(session.id().toString())));
		});
	}

	/** Keeps only the fact that the sessions have ended, for two hours. */
	@EventListener
	void accountDeleted(Account.Deleted event) {
		this.accounts.findById(event.accountId()).ifPresent((account) -> {
			endAll(account, null, null, "account_deleted");
			this.rows.forgetDetails(account.getId());
		});
	}

	@EventListener
	void accountChanged(Account.Changed event) {
		this.accounts.findById(event.accountId())
			.filter((account) -> !account.isEnabled())
			.ifPresent((account) -> endAll(account, null, null, "account_disabled"));
	}

	/** Long enough to distinguish devices; only printable characters. */
	private static @Nullable String userAgent(HttpServletRequest request) {
		String given = request.getHeader("User-Agent");
		return (given == null) ? null
				: given.substring(0, Math.min(given.length(), MAX_USER_AGENT)).replaceAll("[^\\x20-\\x7e]", "?");
	}

}
