package dev.gatehouse.apikey.usage;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

import dev.gatehouse.apikey.ApiKeys;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.ProblemException;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * How much a key was used, by the hour or by the day (UTC).
 */
@ApiController
record ApiKeyUsageController(ApiKeys keys, UsageRows usage, JdbcClient jdbc, Clock clock) {

	private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

	private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

	@GetMapping("/api/keys/{id}/usage")
	Usage usage(Authentication caller, @PathVariable String id, @RequestParam(defaultValue = "hour") String granularity,
			@RequestParam(required = false) @Nullable String from,
			@RequestParam(required = false) @Nullable String to) {
		ChronoUnit unit = unit(granularity);
		Instant end = (to != null) ? time("to", to) : this.clock.instant().plusMillis(1);
		Duration usual = (unit == ChronoUnit.HOURS) ? Duration.ofDays(1) : Duration.ofDays(30);
		Instant start = ((from != null) ? time("from", from) : end.minus(usual)).truncatedTo(unit);
		if (start.isAfter(end)) {
			throw ProblemException.invalid("from must not be after to");
		}
		String keyId = this.keys.visibleTo(caller.getName(), id).id();
		this.usage.write();
		Map<Instant, Bucket> buckets = new TreeMap<>();
		this.jdbc.sql("""
				select "hour", requests, refused from api_key_usage
				where key_id = ? and "hour" >= ? and "hour" < ?""")
			.params(keyId, start.atOffset(ZoneOffset.UTC), end.atOffset(ZoneOffset.UTC))
			.query((row, number) -> new Bucket(row.getObject(1, OffsetDateTime.class).toInstant().truncatedTo(unit),
					row.getLong(2), row.getLong(3)))
			.list()
			.forEach((bucket) -> buckets.merge(bucket.start(), bucket, Bucket::plus));
		return new Usage(granularity, buckets.values());
	}

	private static ChronoUnit unit(String granularity) {
		return switch (granularity) {
			case "hour" -> ChronoUnit.HOURS;
			case "day" -> ChronoUnit.DAYS;
			default -> throw ProblemException.invalid("granularity must be hour or day");
		};
	}

	/** A time, or a day, which begins at midnight UTC. */
	private static Instant time(String name, String text) {
		try {
			Instant time = text.contains("T") ? Instant.parse(text)
					: LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
			if (!time.isBefore(EARLIEST) && time.isBefore(LATEST)) {
				return time;
			}
		}
		catch (DateTimeException malformed) {
			// said below
		}
		throw ProblemException.invalid(name + " must be a day or a time, such as 2026-01-31 or 2026-01-31T13:00:00Z");
	}

	record Usage(String granularity, Collection<Bucket> buckets) {

	}

	/** Requests that were let through, and requests beyond the budget. */
	record Bucket(Instant start, long requests, long refused) {

		Bucket plus(Bucket other) {
			return new Bucket(this.start, this.requests + other.requests, this.refused + other.refused);
		}

	}

}
