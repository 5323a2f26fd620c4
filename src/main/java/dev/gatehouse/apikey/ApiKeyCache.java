package dev.gatehouse.apikey;

import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.gatehouse.account.Account;
import dev.gatehouse.account.AccountChanged;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.Scheme;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import org.jspecify.annotations.Nullable;

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
	private static final Duration PATIENCE = Duration.ofMillis(250);

	private final LoadingCache<String, KnownKey> keys;

	private final Map<String, CountDownLatch> underway = new ConcurrentHashMap<>();

	@SuppressWarnings("NullAway") // null is how a loader says that there is nothing to
									// keep
	ApiKeyCache(ApiKeys keys, ApiKeyProperties properties, MeterRegistry metrics) {
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
			.build((id) -> keys.findWithAccount(id).map(KnownKey::of).orElse(null));
		CaffeineCacheMetrics.monitor(metrics, this.keys, "api-keys");
	}

	/**
	 * Finds a key. Of many that ask for one that is not known, one reads it, and the
	 * others wait for that only as long as a reading takes: a database that hangs must
	 * not hold every request of a busy key.
	 * @param id the key's public id
	 * @return the key, if there is one
	 * @throws QueryTimeoutException if another request is still reading it
	 */
	Optional<KnownKey> find(String id) {
		KnownKey known = this.keys.getIfPresent(id);
		return Optional.ofNullable((known != null) ? known : read(id));
	}

	private @Nullable KnownKey read(String id) {
		CountDownLatch mine = new CountDownLatch(1);
		CountDownLatch others = this.underway.putIfAbsent(id, mine);
		if (others != null) {
			await(others);
			return this.keys.get(id);
		}
		try {
			return this.keys.get(id);
		}
		finally {
			this.underway.remove(id);
			mine.countDown();
		}
	}

	void evict(String id) {
		this.keys.invalidate(id);
	}

	@EventListener
	void evictKeysOf(AccountChanged changed) {
		UUID account = changed.accountId();
		this.keys.asMap().values().removeIf((known) -> known.key().account().getId().equals(account));
	}

	private static void await(CountDownLatch reading) {
		try {
			if (reading.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
				return;
			}
		}
		catch (InterruptedException stopping) {
			Thread.currentThread().interrupt();
		}
		throw new QueryTimeoutException("The key is still being read",
				new SQLTransientConnectionException("The database takes its time"));
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
