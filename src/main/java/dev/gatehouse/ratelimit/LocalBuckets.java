package dev.gatehouse.ratelimit;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.gatehouse.ratelimit.AttemptLimit.ClockMeter;
import dev.gatehouse.ratelimit.RateLimitProperties.Budget;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.LocalBucket;

import org.springframework.stereotype.Component;

/**
 * Buckets in this process. A bucket that is unused for twice its window is full again, so
 * its expiry loses nothing.
 */
@Component
public final class LocalBuckets implements Buckets {

	private static final int MAX_BUCKETS = 100_000;

	private final TimeMeter meter;

	private final Cache<String, LocalBucket> buckets = Caffeine.newBuilder()
		.maximumSize(MAX_BUCKETS)
		.expireAfter(Expiry.<String, LocalBucket>accessing((name, bucket) -> Duration
			.ofNanos(2 * bucket.getConfiguration().getBandwidths()[0].getRefillPeriodNanos())))
		.executor(Runnable::run) // waking a thread costs more than its upkeep
		.build();

	public LocalBuckets(Clock clock) {
		this.meter = new ClockMeter(clock);
	}

	/** The account's bucket last: what refuses before it must not even borrow of it. */
	@Override
	public List<Level> spend(String account, List<Named> named) {
		LocalBucket[] all = new LocalBucket[named.size()];
		Level[] levels = new Level[all.length];
		boolean admitted = true;
		for (int i = all.length - 1; i >= 0; i--) {
			Budget budget = named.get(i).budget();
			all[i] = this.buckets.get(named.get(i).name() + account, (unknown) -> bucket(budget));
			levels[i] = admitted ? take(all[i], budget) : look(all[i], budget);
			admitted &= levels[i].admits();
		}
		for (int i = all.length - 1; !admitted && i > 0 && levels[i].admits(); i--) {
			all[i].addTokens(1);
			levels[i] = look(all[i], named.get(i).budget());
		}
		return Arrays.asList(levels);
	}

	private LocalBucket bucket(Budget budget) {
		return Bucket.builder().withCustomTimePrecision(this.meter).addLimit(budget.bandwidth()).build();
	}

	private static Level take(LocalBucket bucket, Budget budget) {
		ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
		long left = probe.getRemainingTokens();
		double untilFull = probe.getNanosToWaitForReset();
		double next = untilFull - (budget.requests() - 1 - left) * budget.nanosPerRequest();
		return new Level(probe.isConsumed(), left,
				probe.isConsumed() ? Math.max(0, (long) next) : probe.getNanosToWaitForRefill());
	}

	private static Level look(LocalBucket bucket, Budget budget) {
		long left = Math.max(0, bucket.getAvailableTokens());
		long next = bucket.estimateAbilityToConsume(left + 1).getNanosToWaitForRefill();
		return new Level(left > 0, left, Math.min(next, (long) budget.nanosPerRequest()));
	}

}
