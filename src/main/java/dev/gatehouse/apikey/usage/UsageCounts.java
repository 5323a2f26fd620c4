package dev.gatehouse.apikey.usage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * Counts requests in memory. Each request is drained exactly once, also while others are
 * being counted.
 */
@Component
class UsageCounts {

	private static final int MAX_ADDRESS = 64;

	/** What waits to be written; further origins are noted at a later use. */
	private static final int MAX_ORIGINS = 10_000;

	private final Clock clock;

	private final Map<Slot, Count> counts = new ConcurrentHashMap<>();

	private final Map<Origin, Instant> origins = new ConcurrentHashMap<>();

	/** Origins that were drained within the last hour, so that each is reported once. */
	private final Cache<Origin, Boolean> seen = Caffeine.newBuilder()
		.maximumSize(100_000)
		.expireAfterAccess(Duration.ofHours(1))
		// waking a thread costs more than the maintenance
		.executor(Runnable::run)
		.build();

	UsageCounts(Clock clock, MeterRegistry metrics) {
		this.clock = clock;
		Gauge.builder("gatehouse.usage.unwritten", this, UsageCounts::unwritten)
			.description("requests that were counted for keys and are not in the database yet")
			.register(metrics);
	}

	/**
	 * Counts one request.
	 * @param keyId the key that it used
	 * @param address where it came from
	 * @param admitted whether it was within the budget
	 */
	void count(String keyId, String address, boolean admitted) {
		Instant now = this.clock.instant();
		Count one = admitted ? new Count(1, 0, now) : new Count(0, 1, now);
		this.counts.merge(new Slot(keyId, now.truncatedTo(ChronoUnit.HOURS)), one, Count::plus);
		Origin origin = new Origin(keyId, address.substring(0, Math.min(address.length(), MAX_ADDRESS)));
		// a refused request leaves no row, or refusals could fill the table
		if (admitted && this.seen.getIfPresent(origin) == null && this.origins.size() < MAX_ORIGINS) {
			this.origins.putIfAbsent(origin, now);
			this.seen.put(origin, true);
		}
	}

	Map<Slot, Count> drainCounts() {
		return drain(this.counts, Integer.MAX_VALUE);
	}

	Map<Origin, Instant> drainOrigins(int max) {
		return drain(this.origins, max);
	}

	/** Takes back what could not be written. */
	void restoreCounts(List<Map.Entry<Slot, Count>> drained) {
		drained.forEach((count) -> this.counts.merge(count.getKey(), count.getValue(), Count::plus));
	}

	void restoreOrigins(List<Map.Entry<Origin, Instant>> drained) {
		drained.forEach((origin) -> this.origins.putIfAbsent(origin.getKey(), origin.getValue()));
	}

	private double unwritten() {
		return this.counts.values().stream().mapToLong((count) -> count.requests() + count.refused()).sum();
	}

	private static <K, V> Map<K, V> drain(Map<K, V> live, int max) {
		Map<K, V> drained = new HashMap<>();
		for (K key : live.keySet().stream().limit(max).toList()) {
			V value = live.remove(key); // atomic: no count is in both, or in neither
			if (value != null) {
				drained.put(key, value);
			}
		}
		return drained;
	}

	/** A key in an hour. */
	record Slot(String keyId, Instant hour) {

	}

	/** A key and an address that used it. */
	record Origin(String keyId, String address) {

	}

	/** Requests that were admitted and refused, and the time of the last one. */
	record Count(long requests, long refused, Instant lastUsed) {

		Count plus(Count other) {
			return new Count(this.requests + other.requests, this.refused + other.refused,
					this.lastUsed.isAfter(other.lastUsed) ? this.lastUsed : other.lastUsed);
		}

	}

}
