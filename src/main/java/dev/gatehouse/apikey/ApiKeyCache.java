package dev.gatehouse.apikey;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.apikey.KeyOwners.KeyOwner;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.Scheme;
import org.jspecify.annotations.Nullable;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Caches keys with their owners. A key in use is refreshed in the background before it is
 * too old, so that its requests do not wait for the database. A change takes effect here
 * at once, on other replicas within the configured time. Unknown ids are not cached, so
 * that a flood of them cannot evict valid keys.
 */
@Component
public class ApiKeyCache {

	private static final int MAX_KEYS = 50_000;

	private final ApiKeyRows rows;

	private final KeyOwners owners;

	private final AsyncLoadingCache<String, KnownKey> keys;

	/** Recently changed owners, with the number of the change. */
	private final Cache<String, Long> changedOwners = Caffeine.newBuilder()
		.maximumSize(MAX_KEYS)
		.expireAfterWrite(Duration.ofMinutes(2))
		.build();

	private final AtomicLong changes = new AtomicLong();

	// a loader returns null for a key that does not exist
	@SuppressWarnings("NullAway")
	ApiKeyCache(ApiKeyRows rows, KeyOwners owners, ApiKeyProperties properties) {
		this.rows = rows;
		this.owners = owners;
		// the rest of the bound is for the read itself
		Duration bound = properties.cacheTtl().multipliedBy(9).dividedBy(10);
		this.keys = Caffeine.newBuilder()
			.maximumSize(MAX_KEYS)
			.expireAfterWrite(bound)
			.refreshAfterWrite(bound.dividedBy(2))
			.recordStats()
			.buildAsync(this::read);
	}

	Optional<KnownKey> find(String id) {
		CompletableFuture<KnownKey> reading = shared(id);
		KnownKey known = result(reading);
		if (known != null && isOutdated(known)) {
			this.keys.asMap().remove(id, reading);
			known = result(shared(id));
		}
		return Optional.ofNullable(known);
	}

	void evict(String id) {
		this.keys.synchronous().invalidate(id);
	}

	@EventListener
	void ownerChanged(KeyOwners.Changed changed) {
		this.changedOwners.put(changed.ownerId(), this.changes.incrementAndGet());
	}

	/** The cache, for metrics. */
	public Cache<?, ?> measured() {
		return this.keys.synchronous();
	}

	/**
	 * The key, read by this thread if no other one reads it. Those who wait share its
	 * failure too: one by one they would wait for an unreachable database.
	 */
	private CompletableFuture<KnownKey> shared(String id) {
		CompletableFuture<KnownKey> known = this.keys.getIfPresent(id);
		if (known != null) {
			return known;
		}
		CompletableFuture<KnownKey> own = new CompletableFuture<>();
		CompletableFuture<KnownKey> other = this.keys.asMap().putIfAbsent(id, own);
		if (other != null) {
			return other;
		}
		try {
			own.complete(read(id));
		}
		catch (Throwable failed) {
			own.completeExceptionally(failed);
		}
		return own;
	}

	private static @Nullable KnownKey result(CompletableFuture<KnownKey> reading) {
		try {
			return reading.join();
		}
		catch (CompletionException failed) {
			throw (failed.getCause() instanceof RuntimeException cause) ? cause : failed;
		}
	}

	/** Whether the owner has changed since the read of the key began. */
	private boolean isOutdated(KnownKey known) {
		Long change = this.changedOwners.getIfPresent(known.ownerId());
		return change != null && known.readAfter() < change;
	}

	private @Nullable KnownKey read(String id) {
		long before = this.changes.get();
		return this.rows.findById(id)
			.flatMap((key) -> this.owners.find(key.ownerId()).map((owner) -> KnownKey.of(key, owner, before)))
			.orElse(null);
	}

	/**
	 * A key, the caller that it authenticates, and the last change before it was read.
	 */
	record KnownKey(String secretHash, Caller caller, String ownerId, boolean revoked, Instant expiresAt,
			@Nullable Instant replacedAt, long readAfter) {

		private static KnownKey of(ApiKey key, KeyOwner owner, long readAfter) {
			Caller caller = new Caller(owner.subject(), owner.name(), owner.role(), key.scopes(), owner.tier(),
					Scheme.API_KEY, key.id());
			return new KnownKey(key.secretHash, caller, owner.id(), key.revokedAt != null || !owner.enabled(),
					key.expiresAt, key.replacedAt, readAfter);
		}

		@Override
		public String toString() {
			return "KnownKey[" + this.caller.credentialId() + "]";
		}

	}

}
