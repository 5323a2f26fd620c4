package dev.gatehouse.apikey;

import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.gatehouse.account.Account;
import dev.gatehouse.account.AccountChanged;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.Scheme;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;

import org.springframework.context.event.EventListener;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.stereotype.Component;

/**
 * Keys with their accounts, as they were moments ago. A key in use is re-read in the
 * background before it is too old, so that its requests wait for no database. A change
 * made here is seen at once, one made elsewhere within the configured time. Unknown ids
 * are not kept, or a flood of them would push out the good ones.
 */
@Component
class ApiKeyCache {

	private static final int MOST = 50_000;

	/** Of a request, for what another one reads. */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final Function<String, Optional<KnownKey>> store;

	private final LoadingCache<String, KnownKey> keys;

	private final Map<String, CompletableFuture<Optional<KnownKey>>> underway = new ConcurrentHashMap<>();

	/** How often anything was evicted: what was read before may be out of date. */
	private final AtomicLong evictions = new AtomicLong();

	@SuppressWarnings("NullAway") // null is how a loader says that there is nothing to
									// keep
	ApiKeyCache(ApiKeys keys, ApiKeyProperties properties, MeterRegistry metrics) {
		this.store = (id) -> keys.findWithAccount(id).map(KnownKey::of);
		Duration bound = properties.cacheTtl().multipliedBy(9).dividedBy(10); // the rest
																				// is for
																				// the
																				// reading
																				// itself
		this.keys = Caffeine.newBuilder()
			.maximumSize(MOST)
			.expireAfterWrite(bound)
			.refreshAfterWrite(bound.dividedBy(2))
			.recordStats()
			.build((id) -> this.store.apply(id).orElse(null));
		CaffeineCacheMetrics.monitor(metrics, this.keys, "api-keys");
	}

	/**
	 * Finds a key. Of many that ask for one that is not known, one reads it, and the
	 * others wait for what that finds, only as long as a reading takes: a database that
	 * hangs must not hold every request of a busy key.
	 * @param id the key's public id
	 * @return the key, if there is one
	 * @throws QueryTimeoutException if another request is still reading it
	 */
	Optional<KnownKey> find(String id) {
		KnownKey known = this.keys.getIfPresent(id);
		if (known != null) {
			return Optional.of(known);
		}
		CompletableFuture<Optional<KnownKey>> mine = new CompletableFuture<>();
		CompletableFuture<Optional<KnownKey>> others = this.underway.putIfAbsent(id, mine);
		return (others != null) ? await(others) : read(id, mine);
	}

	/** Outside the cache's own lock, which would hold a virtual thread's carrier. */
	private Optional<KnownKey> read(String id, CompletableFuture<Optional<KnownKey>> answer) {
		try {
			long before = this.evictions.get();
			Optional<KnownKey> found = this.store.apply(id);
			found.ifPresent((key) -> this.keys.put(id, key));
			if (this.evictions.get() != before) {
				this.keys.invalidate(id);
			}
			answer.complete(found);
			return found;
		}
		catch (RuntimeException | Error failed) {
			answer.completeExceptionally(failed);
			throw failed;
		}
		finally {
			this.underway.remove(id, answer);
		}
	}

	void evict(String id) {
		this.evictions.incrementAndGet();
		this.underway.remove(id); // who comes now reads anew
		this.keys.invalidate(id);
	}

	@EventListener
	void evictKeysOf(AccountChanged changed) {
		UUID account = changed.accountId();
		this.evictions.incrementAndGet();
		this.underway.clear();
		this.keys.asMap().values().removeIf((known) -> known.key().account().getId().equals(account));
	}

	private static Optional<KnownKey> await(CompletableFuture<Optional<KnownKey>> reading) {
		Throwable cause;
		try {
			return reading.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException stopping) {
			Thread.currentThread().interrupt();
			cause = stopping;
		}
		catch (ExecutionException failed) {
			cause = failed.getCause();
		}
		catch (TimeoutException slow) {
			cause = slow;
		}
		throw new QueryTimeoutException("The key could not be read",
				new SQLTransientConnectionException("Another request reads it", cause));
	}

	/**
	 * A key, and whom its holder is taken for.
	 *
	 * @param key the key, with its account
	 * @param caller its holder
	 */
	record KnownKey(ApiKey key, Caller caller) {

		static KnownKey of(ApiKey key) {
			Account account = key.account();
			return new KnownKey(key, new Caller(account.subject(), account.name(), account.role(), key.scopes(),
					account.tier(), Scheme.API_KEY, key.getId()));
		}

	}

}
