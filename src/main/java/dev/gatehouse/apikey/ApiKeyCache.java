package dev.gatehouse.apikey;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.apikey.ApiKeyChain.Limit;
import dev.gatehouse.apikey.KeyOwners.KeyOwner;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.feed.ChangeFeed;
import jakarta.persistence.EntityManager;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Keeps the keys in use with their owners, each until the feed names a change of either:
 * a key in use needs no statement. Unknown ids are not kept, so that a flood of them
 * cannot evict valid keys.
 */
@Component
public class ApiKeyCache {

	/** Shorter than the feed remembers a change. */
	private static final Duration MAX_IDLE = Duration.ofHours(1);

	private final EntityManager rows;

	private final KeyOwners owners;

	private final ChangeFeed feed;

	private final AsyncCache<String, KnownKey> keys;

	ApiKeyCache(EntityManager rows, KeyOwners owners, ChangeFeed feed, ApiKeyProperties properties) {
		this.rows = rows;
		this.owners = owners;
		this.feed = feed;
		this.keys = Caffeine.newBuilder()
			.maximumSize(properties.cacheSize())
			.expireAfterAccess(MAX_IDLE)
			// waking a thread costs more than the maintenance
			.executor(Runnable::run)
			.recordStats()
			.buildAsync();
	}

	@Nullable KnownKey find(String id) {
		CompletableFuture<KnownKey> reading = shared(id);
		KnownKey known = result(reading);
		if (known != null && isOutdated(known)) {
			this.keys.asMap().remove(id, reading);
			known = result(shared(id));
		}
		return known;
	}

	/**
	 * Whether the cached key is good at this address, or outdated and due to be read
	 * again. Asks no database.
	 */
	public boolean isKnown(ApiKeySecret secret, @Nullable String address, Instant now) {
		KnownKey known = this.keys.synchronous().policy().getIfPresentQuietly(secret.id());
		return known != null && secret.matches(known.secretHash())
				&& (isOutdated(known) || known.fault(now, address) == null);
	}

	/** Whether the feed is recent enough to rely on what is kept. */
	boolean isFresh() {
		return this.feed.isFresh();
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
		CompletableFuture<KnownKey> own = new CompletableFuture<>();
		CompletableFuture<KnownKey> shared = this.keys.get(id, (unknown, executor) -> own);
		if (shared == own) {
			try {
				own.complete(read(id));
			}
			catch (Throwable failed) {
				own.completeExceptionally(failed);
			}
		}
		return shared;
	}

	private static @Nullable KnownKey result(CompletableFuture<KnownKey> reading) {
		try {
			return reading.join();
		}
		catch (CompletionException failed) {
			throw (failed.getCause() instanceof RuntimeException cause) ? cause : failed;
		}
	}

	private boolean isOutdated(KnownKey known) {
		return this.feed.isChangedSince(known.readAfter(), known.caller().credentialId())
				|| this.feed.isChangedSince(known.readAfter(), known.ownerId());
	}

	private @Nullable KnownKey read(String id) {
		long before = System.nanoTime();
		return Optional.ofNullable(this.rows.find(ApiKey.class, id))
			.filter(ApiKey::hasOwner)
			.flatMap((key) -> this.owners.find(key.ownerId()).map((owner) -> KnownKey.of(key, owner, before)))
			.orElse(null);
	}

	/**
	 * A key, the caller that it authenticates, and the {@link System#nanoTime} before it
	 * was read.
	 */
	public record KnownKey(String secretHash, Caller caller, String ownerId, boolean revoked, Instant expiresAt,
			@Nullable Instant replacedAt, List<Network> networks, @Nullable Limit limit, String limitId,
			long readAfter) {

		/** Why it does not work, although its secret is right; null if it does. */
		@Nullable ApiKeyProblem fault(Instant now, @Nullable String address) {
			if (this.revoked) {
				return ApiKeyProblem.API_KEY_REVOKED;
			}
			if (!now.isBefore(this.expiresAt)) {
				return ApiKeyProblem.API_KEY_EXPIRED;
			}
			return Network.admit(this.networks, address) ? null : ApiKeyProblem.ADDRESS_NOT_ALLOWED;
		}

		private static KnownKey of(ApiKey key, KeyOwner owner, long readAfter) {
			KeyTerms terms = key.terms();
			Caller caller = new Caller(owner.subject(), owner.name(), owner.role(), terms.scopes(), owner.tier(),
					Scheme.API_KEY, key.id());
			return new KnownKey(key.secretHash, caller, owner.id(), key.revokedAt != null || !owner.enabled(),
					key.expiresAt, key.replacedAt, terms.networks().stream().map(Network::parse).toList(),
					terms.limit(), key.limitId(), readAfter);
		}

		@Override
		public String toString() {
			return "KnownKey[" + this.caller.credentialId() + "]";
		}

	}

}
