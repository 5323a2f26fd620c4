package dev.gatehouse.ratelimit;

import java.time.Clock;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.ratelimit.RateLimitProperties.Budget;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;

import org.springframework.stereotype.Component;

/**
 * Buckets in this process. A bucket that is unused for twice its window is full again, so
 * its expiry loses nothing.
 */
@Component
public final class LocalBuckets implements Buckets {

	private static final int MAX_BUCKETS = 100_000;

	private final TimeMeter meter;

	private final Cache<String, Bucket> buckets;

	public LocalBuckets(RateLimitProperties properties, Clock clock) {
		this.meter = new ClockMeter(clock);
		this.buckets = Caffeine.newBuilder()
			.maximumSize(MAX_BUCKETS)
			.expireAfterAccess(properties.longestWindow().multipliedBy(2))
			.executor(Runnable::run) // waking a thread costs more than its upkeep
			.build();
	}

	@Override
	public ConsumptionProbe spend(String key, Budget budget) {
		return this.buckets.get(key,
				(unknown) -> Bucket.builder().withCustomTimePrecision(this.meter).addLimit(budget.bandwidth()).build())
			.tryConsumeAndReturnRemaining(1);
	}

}
