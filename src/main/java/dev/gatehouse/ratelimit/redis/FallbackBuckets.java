package dev.gatehouse.ratelimit.redis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import dev.gatehouse.ratelimit.Buckets;
import io.micrometer.core.instrument.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shared buckets, or local ones while the shared store is unreachable; each replica then
 * enforces the limits alone. Tries the store again every second.
 */
final class FallbackBuckets implements Buckets {

	private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

	private static final Logger logger = LoggerFactory.getLogger(FallbackBuckets.class);

	private final Buckets shared;

	private final Buckets local;

	private final Clock clock;

	private final Counter fallbacks;

	/** {@link Instant#MIN} while the store answers. */
	private final AtomicReference<Instant> retryAt = new AtomicReference<>(Instant.MIN);

	FallbackBuckets(Buckets shared, Buckets local, Clock clock, Counter fallbacks) {
		this.shared = shared;
		this.local = local;
		this.clock = clock;
		this.fallbacks = fallbacks;
	}

	@Override
	public List<Level> spend(String account, List<Named> buckets) {
		Instant now = this.clock.instant();
		Instant retry = this.retryAt.get();
		// while the store is unreachable, one request a second tries it
		boolean mayTry = retry.equals(Instant.MIN)
				|| (!now.isBefore(retry) && this.retryAt.compareAndSet(retry, now.plus(RETRY_INTERVAL)));
		if (mayTry) {
			try {
				List<Level> levels = this.shared.spend(account, buckets);
				if (!this.retryAt.getAndSet(Instant.MIN).equals(Instant.MIN)) {
					logger.info("The store of the rate limits is back: they are shared again");
				}
				return levels;
			}
			catch (RuntimeException unreachable) {
				if (this.retryAt.getAndSet(now.plus(RETRY_INTERVAL)).equals(Instant.MIN)) {
					logger.warn("The store of the rate limits is unreachable: each replica counts for itself ({})",
							unreachable.toString());
				}
			}
		}
		this.fallbacks.increment();
		return this.local.spend(account, buckets);
	}

}
