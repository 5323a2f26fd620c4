package dev.gatehouse.apikey;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import dev.gatehouse.apikey.KeyOwners.KeyOwner;
import dev.gatehouse.caller.Role;
import dev.gatehouse.feed.ChangeFeed.Changed;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The life cycle of keys: issue, rotate once, revoke permanently. Each change is one
 * transaction with its {@link ApiKeyChanged}, and takes effect here at once.
 */
@Component
public record ApiKeys(ApiKeyRows rows, KeyOwners owners, ApiKeyFormat format, ApplicationEventPublisher events,
		TransactionOperations transactions, Clock clock) {

	private static final int MAX_LIVE = 20;

	/** Of an owner who makes and revokes keys in a loop: each leaves a row. */
	private static final int MAX_MADE_PER_HOUR = 100;

	/**
	 * Makes a key.
	 * @param owner whose key
	 * @param name a display name of at most 100 characters
	 * @param scopes what the key may do
	 * @param life how long it works
	 * @return the key in clear, this once
	 * @throws ProblemException {@code key_limit_reached}, {@code rate_limited}, or
	 * {@code not_found} for an owner that was deleted
	 */
	public IssuedKey issue(KeyOwner owner, String name, Set<String> scopes, Duration life) {
		return store(this.format.generate(), owner, name, scopes, life);
	}

	/** Stores a well-known key for a demonstration, unless it is stored already. */
	public void put(String key, KeyOwner owner, String name, Set<String> scopes, Duration life) {
		ApiKeySecret secret = this.format.parse(key).orElseThrow();
		if (this.rows.findById(secret.id()).isEmpty()) {
			store(secret, owner, name, scopes, life);
		}
	}

	private IssuedKey store(ApiKeySecret secret, KeyOwner owner, String name, Set<String> scopes, Duration life) {
		Instant now = now();
		return transact(() -> {
			KeyOwner locked = this.owners.lock(owner.id()).orElseThrow(ApiKeys::notFound);
			requireRoom(locked, false, now);
			ApiKey key = this.rows.insert(new ApiKey(secret, locked.id(), name, scopes, now, now.plus(life)));
			tell("key.created", key, owner.subject(), now, null);
			return new IssuedKey(secret, key, locked);
		});
	}

	/**
	 * Gives a key a successor that differs in id and secret only. The old key works until
	 * the overlap ends, or until its own expiry if that is earlier.
	 * @throws ProblemException {@code key_being_rotated}, {@code key_not_live}, or
	 * {@code key_limit_reached} when twenty replaced keys still work
	 */
	IssuedKey rotate(ApiKey old, String actor, Duration overlap) {
		ApiKeySecret secret = this.format.generate();
		Instant now = now();
		Instant end = now.plus(overlap);
		return transact(() -> {
			KeyOwner owner = this.owners.lock(old.ownerId()).orElseThrow(ApiKeys::notFound);
			requireRoom(owner, true, now);
			ApiKey key = this.rows.insert(old.successor(secret, now));
			boolean won = this.rows.replace(old.id(), secret.id(), now,
					end.isBefore(old.expiresAt) ? end : old.expiresAt);
			if (!won) {
				ApiKey current = this.rows.findById(old.id()).orElseThrow(ApiKeys::notFound);
				throw new ProblemException(
						(current.replacedBy != null) ? ApiKeyProblem.KEY_BEING_ROTATED : ApiKeyProblem.KEY_NOT_LIVE);
			}
			tell("key.rotated", old, actor, now, "replaced by " + secret.id());
			this.events.publishEvent(new Changed(List.of(old.id())));
			return new IssuedKey(secret, key, owner);
		});
	}

	/**
	 * Revokes a key permanently. A second call changes nothing.
	 * @return whether this call did
	 */
	boolean revoke(ApiKey key, String actor) {
		Instant now = now();
		return transact(() -> {
			boolean first = this.rows.revoke(key.id(), now);
			if (first) {
				tell("key.revoked", key, actor, now, null);
				this.events.publishEvent(new Changed(List.of(key.id())));
			}
			return first;
		});
	}

	/**
	 * Revokes a key for anyone who holds it.
	 * @return whether there was such a key that was not revoked yet
	 */
	boolean revokeByPossession(ApiKeySecret secret) {
		return this.rows.findById(secret.id())
			.filter((key) -> secret.matches(key.secretHash))
			.map((key) -> revoke(key, ApiKeyChanged.HOLDER))
			.orElse(false);
	}

	/**
	 * A key that a person may see: an own one, or any for an administrator.
	 * @throws ProblemException {@code not_found}
	 */
	public ApiKey visibleTo(String subject, String id) {
		KeyOwner viewer = this.owners.findBySubject(subject).orElseThrow(ApiKeys::notFound);
		return this.rows.findById(id)
			.filter((key) -> viewer.role() == Role.ADMIN || key.ownerId().equals(viewer.id()))
			.orElseThrow(ApiKeys::notFound);
	}

	@EventListener
	void ownerDeleted(KeyOwners.Deleted deleted) {
		this.rows.deleteAllOf(deleted.ownerId());
	}

	private void requireRoom(KeyOwner owner, boolean replaced, Instant now) {
		if (this.rows.countLive(owner.id(), replaced, now) >= MAX_LIVE) {
			throw new ProblemException(ApiKeyProblem.KEY_LIMIT_REACHED);
		}
		// as many again for successors, so that new keys cannot block a rotation
		int max = replaced ? 2 * MAX_MADE_PER_HOUR : MAX_MADE_PER_HOUR;
		if (this.rows.countMadeSince(owner.id(), now.minus(Duration.ofHours(1))) >= max) {
			throw new ProblemException(CommonProblem.RATE_LIMITED, "An account can make 100 keys an hour");
		}
	}

	private void tell(String action, ApiKey key, String actor, Instant at, @Nullable String detail) {
		this.events.publishEvent(new ApiKeyChanged(action, key.id(), key.ownerId(), actor, at, null, detail));
	}

	private static ProblemException notFound() {
		return new ProblemException(CommonProblem.NOT_FOUND);
	}

	/** In the precision that the database stores, so that answers equal it. */
	private Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
	}

	private <T> T transact(Supplier<T> change) {
		return Objects.requireNonNull(this.transactions.execute((transaction) -> change.get()));
	}

	/** A new key; {@code secret().reveal()} is what its holder sends. */
	public record IssuedKey(ApiKeySecret secret, ApiKey key, KeyOwner owner) {

	}

}
