package dev.gatehouse.ratelimit;

import java.time.Clock;
import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;

/**
 * Buckets in this process. A bucket that nobody asked for in twice its window is full
 * again, so forgetting it loses nothing.
 */
final class LocalBuckets implements Buckets {

	private static final int MOST = 100_000;

	private final TimeMeter meter;

	private final Cache<String, Bucket> buckets;

	LocalBuckets(Clock clock, Duration longestWindow) {
		this.meter = Buckets.meter(clock);
		this.buckets = Caffeine.newBuilder()
			.maximumSize(MOST)
			.expireAfterAccess(longestWindow.multipliedBy(2))
			.executor(Runnable::run) // waking a thread costs more than its upkeep
			.build();
	}

	@Override
	public ConsumptionProbe spend(String key, RateLimitProperties.Budget budget) {
		return bucket(key, budget).tryConsumeAndReturnRemaining(1);
	}

	private Bucket bucket(String key, RateLimitProperties.Budget budget) {
		return this.buckets.get(key,
				(unknown) -> Bucket.builder()
					.withCustomTimePrecision(this.meter)
					.addLimit(
							(limit) -> limit.capacity(budget.requests()).refillGreedy(budget.requests(), budget.per()))
					.build());
	}

}
