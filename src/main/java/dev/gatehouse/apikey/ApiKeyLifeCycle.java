package dev.gatehouse.apikey;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.caller.Role;
import dev.gatehouse.apikey.ApiKeyAudit.Actor;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;

import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The rules of a key's life: how many, how long, once replaced, for ever revoked. Each
 * change is one transaction with its row in the trail, and is seen here at once.
 */
@Component
class ApiKeyLifeCycle {

	private static final int MOST_LIVE = 20;

	private final ApiKeys keys;

	private final Accounts accounts;

	private final AuditTrail trail;

	private final ApiKeyCache cache;

	private final TransactionOperations transactions;

	private final Clock clock;

	ApiKeyLifeCycle(ApiKeys keys, Accounts accounts, AuditTrail trail, ApiKeyCache cache,
			TransactionOperations transactions, Clock clock) {
		this.keys = keys;
		this.accounts = accounts;
		this.trail = trail;
		this.cache = cache;
		this.transactions = transactions;
		this.clock = clock;
	}

	/**
	 * Makes a key.
	 * @throws ProblemException {@code key_limit_reached}
	 */
	NewKey create(Actor actor, String name, Set<String> scopes, Duration life) {
		ApiKeySecret secret = ApiKeySecret.generate();
		Instant now = now();
		return transact(() -> {
			Account account = this.accounts.lockBySubject(actor.subject()).orElseThrow(ApiKeyLifeCycle::notFound);
			if (this.keys.countLive(account, now) >= MOST_LIVE) {
				throw new ProblemException(ApiKeyProblem.KEY_LIMIT_REACHED);
			}
			ApiKey key = this.keys.save(new ApiKey(secret, account, name, scopes, now, now.plus(life)));
			this.trail.write(ApiKeyAudit.of("key.created", key, actor, now, null));
			return new NewKey(secret, key);
		});
	}

	/**
	 * Gives a key a successor that is the same in all but id and secret, and lets the old
	 * one go on for a while: never longer than it would have lived anyway.
	 * @throws ProblemException {@code key_being_rotated}, {@code key_not_live}, or
	 * {@code key_limit_reached} when twenty replaced keys still work
	 */
	NewKey rotate(Actor actor, ApiKey old, Duration overlap) {
		ApiKeySecret secret = ApiKeySecret.generate();
		Instant now = now();
		Instant end = now.plus(overlap);
		NewKey successor = transact(() -> {
			Account account = this.accounts.lockBySubject(old.account().subject())
				.orElseThrow(ApiKeyLifeCycle::notFound);
			if (this.keys.countEnding(account, now) >= MOST_LIVE) {
				throw new ProblemException(ApiKeyProblem.KEY_LIMIT_REACHED);
			}
			ApiKey key = this.keys.save(old.successor(secret, now));
			int won = this.keys.replace(old.getId(), secret.id(), now,
					end.isBefore(old.expiresAt()) ? end : old.expiresAt());
			if (won == 0) {
				ApiKey current = this.keys.findWithAccount(old.getId()).orElseThrow(ApiKeyLifeCycle::notFound);
				throw new ProblemException(
						(current.replacedBy() != null) ? ApiKeyProblem.KEY_BEING_ROTATED : ApiKeyProblem.KEY_NOT_LIVE);
			}
			this.trail.write(ApiKeyAudit.of("key.rotated", old, actor, now, "replaced by " + secret.id()));
			return new NewKey(secret, key);
		});
		this.cache.evict(old.getId());
		return successor;
	}

	/** Withdraws a key for ever. Doing it again changes nothing. */
	void revoke(Actor actor, ApiKey key) {
		Instant now = now();
		transact(() -> {
			if (this.keys.revoke(key.getId(), now) == 1) {
				this.trail.write(ApiKeyAudit.of("key.revoked", key, actor, now, null));
			}
			return key;
		});
		this.cache.evict(key.getId());
	}

	/**
	 * A key as far as somebody may see it: one's own, or any for an administrator.
	 * @throws ProblemException {@code not_found}
	 */
	ApiKey visibleTo(Caller caller, String id) {
		return this.keys.findWithAccount(id)
			.filter((key) -> caller.role() == Role.ADMIN || key.account().subject().equals(caller.subject()))
			.orElseThrow(ApiKeyLifeCycle::notFound);
	}

	private static ProblemException notFound() {
		return new ProblemException(CommonProblem.NOT_FOUND);
	}

	/** What is stored is what is answered. */
	private Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
	}

	private <T> T transact(Supplier<T> change) {
		return Objects.requireNonNull(this.transactions.execute((transaction) -> change.get()));
	}

	/** A key and, this once, its secret. */
	record NewKey(ApiKeySecret secret, ApiKey key) {

	}

}
