package dev.gatehouse.ratelimit;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.github.bucket4j.TimeMeter;

/**
 * Gives the buckets the time of the service's clock, which a test can move.
 *
 * @param clock the service's clock
 */
public record ClockMeter(Clock clock) implements TimeMeter {

	@Override
	public long currentTimeNanos() {
		return ChronoUnit.NANOS.between(Instant.EPOCH, this.clock.instant());
	}

	@Override
	public boolean isWallClockBased() {
		return true;
	}

}
