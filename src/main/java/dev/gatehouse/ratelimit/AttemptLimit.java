package dev.gatehouse.ratelimit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;

/**
 * Limits how often something may fail. The caller spends one failure in advance and
 * refunds it on success, so that many attempts at once fail no more often than one after
 * the other. Each replica counts for itself.
 */
public final class AttemptLimit {

	private static final int MAX_BUCKETS = 100_000;

	private final Bandwidth bandwidth;

	private final TimeMeter meter;

	private final Cache<String, Bucket> buckets;

	private AttemptLimit(Bandwidth bandwidth, Duration window, Clock clock) {
		this.bandwidth = bandwidth;
		this.meter = new ClockMeter(clock);
		this.buckets = Caffeine.newBuilder().maximumSize(MAX_BUCKETS).expireAfterAccess(window.multipliedBy(2)).build();
	}

	/** {@code max} failures per minute; all of them are back when the minute ends. */
	public static AttemptLimit perMinute(int max, Clock clock) {
		Duration minute = Duration.ofMinutes(1);
		return new AttemptLimit(Bandwidth.builder().capacity(max).refillIntervally(max, minute).build(), minute, clock);
	}

	/**
	 * {@code max} failures at once, refilled evenly over an hour: an attacker who uses up
	 * the failures of another person locks them out for less than a minute at a time.
	 */
	public static AttemptLimit perHour(int max, Clock clock) {
		Duration hour = Duration.ofHours(1);
		return new AttemptLimit(Bandwidth.builder().capacity(max).refillGreedy(max, hour).build(), hour, clock);
	}

	/**
	 * Looks whether one more failure would be too many, without spending it.
	 * @param key the address or account
	 * @return empty if not, otherwise the seconds to wait
	 */
	public OptionalLong lockedFor(String key) {
		Bucket bucket = this.buckets.getIfPresent(key);
		return (bucket == null) ? OptionalLong.empty()
				: seconds(bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill());
	}

	/**
	 * Spends one failure.
	 * @param key the address or account
	 * @return empty if there was one, otherwise the seconds to wait
	 */
	public OptionalLong spend(String key) {
		return seconds(bucket(key).tryConsumeAndReturnRemaining(1).getNanosToWaitForRefill());
	}

	/** Gives one failure back, because the attempt succeeded. */
	public void refund(String key) {
		bucket(key).addTokens(1);
	}

	private Bucket bucket(String key) {
		return this.buckets.get(key,
				(unknown) -> Bucket.builder().withCustomTimePrecision(this.meter).addLimit(this.bandwidth).build());
	}

	private static OptionalLong seconds(long nanos) {
		return (nanos == 0) ? OptionalLong.empty() : OptionalLong.of(Duration.ofNanos(nanos).toSeconds() + 1);
	}

	/** Gives the buckets the time of the service's clock, which a test can move. */
	record ClockMeter(Clock clock) implements TimeMeter {

		@Override
		public long currentTimeNanos() {
			return ChronoUnit.NANOS.between(Instant.EPOCH, this.clock.instant());
		}

		@Override
		public boolean isWallClockBased() {
			return true;
		}

	}

}
