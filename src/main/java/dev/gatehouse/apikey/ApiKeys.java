package dev.gatehouse.apikey;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import dev.gatehouse.apikey.ApiKeyChain.Limit;
import dev.gatehouse.apikey.KeyOwners.KeyOwner;
import dev.gatehouse.caller.Role;
import dev.gatehouse.feed.ChangeFeed.Changed;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The life cycle of keys: issue, rotate once, revoke permanently. Each change is one
 * transaction with its {@link ApiKeyChanged}, and takes effect here at once.
 */
@Component
public record ApiKeys(ApiKeyRows rows, KeyOwners owners, ApiKeyFormat format, ApplicationEventPublisher events,
		TransactionOperations transactions, Clock clock, ApiKeyChain.Usage usage) {

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
		return issue(owner, new KeyTerms(name, scopes), life);
	}

	IssuedKey issue(KeyOwner owner, KeyTerms terms, Duration life) {
		return store(this.format.generate(), owner, terms, life);
	}

	/** Stores a well-known key for a demonstration, unless it is stored already. */
	public void put(String key, KeyOwner owner, String name, Set<String> scopes, Duration life) {
		ApiKeySecret secret = this.format.parse(key).orElseThrow();
		if (this.rows.findById(secret.id()).isEmpty()) {
			store(secret, owner, new KeyTerms(name, scopes), life);
		}
	}

	private IssuedKey store(ApiKeySecret secret, KeyOwner owner, KeyTerms terms, Duration life) {
		Instant now = now();
		return transact(() -> {
			KeyOwner locked = this.owners.lock(owner.id()).orElseThrow(ApiKeys::notFound);
			requireRoom(locked, false, now);
			requireCovered(terms, locked);
			ApiKey key = this.rows.insert(new ApiKey(secret, locked.id(), terms, now, now.plus(life)));
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
		return transact(() -> {
			KeyOwner owner = this.owners.lock(old.ownerId()).orElseThrow(ApiKeys::notFound);
			requireRoom(owner, true, now);
			ApiKey current = this.rows.lock(old.id()).orElseThrow(ApiKeys::notFound);
			if (current.replacedBy != null) {
				throw new ProblemException(ApiKeyProblem.KEY_BEING_ROTATED);
			}
			requireLive(current, now);
			ApiKey key = this.rows.insert(current.replace(secret, now, now.plus(overlap)));
			tell("key.rotated", old, actor, now, "replaced by " + secret.id());
			return new IssuedKey(secret, key, owner);
		});
	}

	/**
	 * Changes the terms of a key that works.
	 * @throws ProblemException {@code key_not_live}, or what the change throws
	 */
	ApiKey change(ApiKey key, String actor, UnaryOperator<KeyTerms> change) {
		Instant now = now();
		return transact(() -> {
			ApiKey current = this.rows.lock(key.id()).orElseThrow(ApiKeys::notFound);
			requireLive(current, now);
			KeyTerms before = current.terms();
			KeyTerms after = change.apply(before);
			if (!after.equals(before)) {
				if (!Objects.equals(after.limit(), before.limit())) {
					requireCovered(after, this.owners.find(key.ownerId()).orElseThrow(ApiKeys::notFound));
				}
				current.change(after);
				tell("key.changed", key, actor, now, after.differences(before));
			}
			return current;
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
			}
			return first;
		});
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

	private static void requireLive(ApiKey key, Instant now) {
		if (!key.isLive(now)) {
			throw new ProblemException(ApiKeyProblem.KEY_NOT_LIVE);
		}
	}

	private void requireCovered(KeyTerms terms, KeyOwner owner) {
		Limit limit = terms.limit();
		if (limit != null && !this.usage.covers(owner.tier(), limit)) {
			throw ProblemException
				.invalid("limit must not be more than the account has, by its tier " + owner.tier().label());
		}
	}

	private void tell(String action, ApiKey key, String actor, Instant at, @Nullable String detail) {
		this.events.publishEvent(new ApiKeyChanged(action, key.id(), key.ownerId(), actor, at, null, detail));
		this.events.publishEvent(new Changed(List.of(key.id())));
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
