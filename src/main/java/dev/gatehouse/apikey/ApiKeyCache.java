package dev.gatehouse.apikey;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.apikey.KeyOwners.KeyOwner;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.feed.ChangeFeed;
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

	private final ApiKeyRows rows;

	private final KeyOwners owners;

	private final ChangeFeed feed;

	private final Cache<String, KnownKey> keys;

	ApiKeyCache(ApiKeyRows rows, KeyOwners owners, ChangeFeed feed, ApiKeyProperties properties) {
		this.rows = rows;
		this.owners = owners;
		this.feed = feed;
		this.keys = Caffeine.newBuilder()
			.maximumSize(properties.cacheSize())
			.expireAfterAccess(MAX_IDLE)
			// waking a thread costs more than the maintenance
			.executor(Runnable::run)
			.recordStats()
			.build();
	}

	Optional<KnownKey> find(String id) {
		KnownKey known = this.keys.getIfPresent(id);
		if (known == null || isOutdated(known)) {
			// one reading, however many ask; if it fails, the key stays known
			known = this.keys.asMap()
				.compute(id, (same, current) -> (current == null || isOutdated(current)) ? read(id) : current);
		}
		return Optional.ofNullable(known);
	}

	/** Whether a key was good when it was read last. Asks no database. */
	public boolean isKnown(ApiKeySecret secret, Instant now) {
		KnownKey known = this.keys.policy().getIfPresentQuietly(secret.id());
		return known != null && !known.revoked() && now.isBefore(known.expiresAt())
				&& secret.matches(known.secretHash());
	}

	/** Whether the feed is recent enough to rely on what is kept. */
	boolean isFresh() {
		return this.feed.isFresh();
	}

	/** The cache, for metrics. */
	public Cache<?, ?> measured() {
		return this.keys;
	}

	private boolean isOutdated(KnownKey known) {
		return this.feed.isChangedSince(known.readAfter(), known.caller().credentialId())
				|| this.feed.isChangedSince(known.readAfter(), known.ownerId());
	}

	private @Nullable KnownKey read(String id) {
		long before = System.nanoTime();
		return this.rows.findById(id)
			.flatMap((key) -> this.owners.find(key.ownerId()).map((owner) -> KnownKey.of(key, owner, before)))
			.orElse(null);
	}

	/**
	 * A key, the caller that it authenticates, and the {@link System#nanoTime} before it
	 * was read.
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
