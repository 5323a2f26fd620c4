package dev.gatehouse.ratelimit;

import java.time.Clock;
import java.time.Instant;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;

/**
 * Where budgets are kept.
 */
interface Buckets {

	/**
	 * Takes one from a bucket, which is full when it is new.
	 * @param key whose bucket
	 * @param budget its size
	 * @return whether there was one, and what is left
	 */
	ConsumptionProbe spend(String key, RateLimitProperties.Budget budget);

	static BucketConfiguration configuration(RateLimitProperties.Budget budget) {
		return BucketConfiguration.builder().addLimit(limit(budget)).build();
	}

	static Bandwidth limit(RateLimitProperties.Budget budget) {
		return Bandwidth.builder().capacity(budget.requests()).refillGreedy(budget.requests(), budget.per()).build();
	}

	static TimeMeter meter(Clock clock) {
		return new TimeMeter() {

			@Override
			public long currentTimeNanos() {
				Instant now = clock.instant();
				return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
			}

			@Override
			public boolean isWallClockBased() {
				return true;
			}

		};
	}

}
