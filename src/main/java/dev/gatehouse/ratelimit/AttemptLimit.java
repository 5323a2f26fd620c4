package dev.gatehouse.ratelimit;

import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;

/**
 * How often something may fail. One failure is taken in advance and given back on
 * success, so that many at once fail no oftener than one after the other. Counted by each
 * replica for itself.
 */
public final class AttemptLimit {

	private static final int MOST = 100_000;

	private final Bandwidth bandwidth;

	private final TimeMeter meter;

	private final Cache<String, Bucket> buckets;

	private AttemptLimit(Bandwidth bandwidth, Duration window, Clock clock) {
		this.bandwidth = bandwidth;
		this.meter = Buckets.meter(clock);
		this.buckets = Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(window.multipliedBy(2)).build();
	}

	/**
	 * So many a minute, and all of them again when the minute is over.
	 * @param most the most in a minute
	 * @param clock tells the time
	 * @return the limit
	 */
	public static AttemptLimit perMinute(int most, Clock clock) {
		Duration minute = Duration.ofMinutes(1);
		return new AttemptLimit(Bandwidth.builder().capacity(most).refillIntervally(most, minute).build(), minute,
				clock);
	}

	/**
	 * So many at once, and then evenly so many an hour: who spends them all for somebody
	 * else locks them out for less than a minute, unless they go on.
	 * @param most the most at once, and in an hour that begins with none left
	 * @param clock tells the time
	 * @return the limit
	 */
	public static AttemptLimit perHour(int most, Clock clock) {
		Duration hour = Duration.ofHours(1);
		return new AttemptLimit(Bandwidth.builder().capacity(most).refillGreedy(most, hour).build(), hour, clock);
	}

	/**
	 * Whether one more would be too many, without taking it.
	 * @param key whose
	 * @return empty if not, else the seconds until it is not
	 */
	public OptionalLong lockedFor(String key) {
		Bucket bucket = this.buckets.getIfPresent(key);
		return (bucket == null) ? OptionalLong.empty()
				: waiting(bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill());
	}

	/**
	 * Takes one.
	 * @param key whose
	 * @return empty if there was one, else the seconds until there is
	 */
	public OptionalLong spend(String key) {
		ConsumptionProbe probe = bucket(key).tryConsumeAndReturnRemaining(1);
		return waiting(probe.getNanosToWaitForRefill());
	}

	/**
	 * Gives it back: it shall not count.
	 * @param key whose
	 */
	public void refund(String key) {
		bucket(key).addTokens(1);
	}

	private Bucket bucket(String key) {
		return this.buckets.get(key,
				(unknown) -> Bucket.builder().withCustomTimePrecision(this.meter).addLimit(this.bandwidth).build());
	}

	private static OptionalLong waiting(long nanos) {
		return (nanos == 0) ? OptionalLong.empty() : OptionalLong.of(Duration.ofNanos(nanos).toSeconds() + 1);
	}

}
