package dev.gatehouse.ratelimit;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.github.bucket4j.TimeMeter;

/**
 * The time of the buckets, read from the service's clock so that a test can move it.
 *
 * @param clock tells the time
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
