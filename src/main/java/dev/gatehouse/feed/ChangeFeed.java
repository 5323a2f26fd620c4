package dev.gatehouse.feed;

import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.validation.annotation.Validated;

/**
 * What changed lately on any replica, such as keys, their owners and sessions: one small
 * statement a second. What is kept in memory is valid until its id turns up here, and
 * only while the feed is fresh. A change on this replica is known at once.
 */
@AutoConfiguration
@EnableConfigurationProperties(ChangeFeed.FeedProperties.class)
@EnableScheduling
public class ChangeFeed implements SmartInitializingSingleton {

	/** Longer than an access token lives, and than a cache keeps what nobody uses. */
	private static final Duration RETENTION = Duration.ofMinutes(75);

	/** Covers late commits and differences of clocks of up to a minute. */
	private static final Duration MARGIN = Duration.ofMinutes(1);

	/** Shorter than elsewhere, since the next reading waits for this one. */
	private static final int READ_TIMEOUT_MILLIS = 2_000;

	private static final Logger logger = LoggerFactory.getLogger(ChangeFeed.class);

	private final JdbcTemplate connections;

	private final Duration bound;

	private final String statement;

	private final Map<String, Change> recent = new ConcurrentHashMap<>();

	/** By the clock of the database, except at first. */
	private Instant since;

	private volatile long readAt;

	private volatile boolean unreadable;

	ChangeFeed(JdbcTemplate connections, List<ChangeSource> sources, FeedProperties properties, Clock clock) {
		this.connections = connections;
		this.bound = properties.bound();
		this.statement = sources.stream()
			.map(ChangeSource::changes)
			.filter((changes) -> !changes.isEmpty())
			.collect(Collectors.joining(" union all ", "select '', current_timestamp union all ", ""));
		this.since = clock.instant().minus(RETENTION);
	}

	/** Before the first request. */
	@Override
	public void afterSingletonsInstantiated() {
		read();
	}

	/** Whether the feed was read recently enough to rely on what is in memory. */
	public boolean isFresh() {
		return age().compareTo(this.bound) <= 0;
	}

	/** How long ago the feed was read. */
	public Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.readAt);
	}

	/** How many changes are remembered, for metrics. */
	public int size() {
		return this.recent.size();
	}

	/** Whether there was a change within the last hour. */
	public boolean isChanged(String id) {
		return this.recent.containsKey(id);
	}

	/**
	 * Whether what was read may be outdated.
	 * @param time the {@link System#nanoTime} before it was read, at most an hour ago
	 */
	public boolean isChangedSince(long time, String id) {
		Change change = this.recent.get(id);
		return change != null && change.seenAt() - time >= 0;
	}

	@TransactionalEventListener(fallbackExecution = true)
	public void changed(Changed event) {
		event.ids().forEach((id) -> this.recent.put(id, new Change(Instant.EPOCH, System.nanoTime())));
	}

	@Scheduled(fixedDelay = 1_000, initialDelay = 1_000)
	void reread() {
		try {
			read();
			if (this.unreadable) {
				this.unreadable = false;
				logger.info("The feed of changes can be read again");
			}
		}
		catch (RuntimeException failed) {
			if (!this.unreadable) {
				this.unreadable = true;
				logger.warn("The feed of changes cannot be read; keys and tokens are refused in {} ({})", this.bound,
						failed.toString());
			}
		}
	}

	private void read() {
		long started = System.nanoTime();
		Map<String, Instant> changes = changes();
		long seenAt = System.nanoTime();
		this.since = Objects.requireNonNull(changes.remove("")).minus(MARGIN);
		changes.forEach((id, at) -> this.recent.merge(id, new Change(at, seenAt),
				(known, read) -> (known.at().equals(at) || known.seenAt() - seenAt > 0) ? known : read));
		this.recent.values().removeIf((change) -> started - change.seenAt() > RETENTION.toNanos());
		this.readAt = started;
	}

	/** The time of the database under an empty id, and each id with its last change. */
	private Map<String, Instant> changes() {
		return Objects.requireNonNull(this.connections.execute((Connection connection) -> {
			// holds until the connection is back in the pool
			connection.setNetworkTimeout(Runnable::run, READ_TIMEOUT_MILLIS);
			return JdbcClient.create(new SingleConnectionDataSource(connection, true))
				.sql(this.statement)
				.param("since", this.since.atOffset(ZoneOffset.UTC))
				.query((row, number) -> Map.entry(row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant()))
				.stream()
				.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue,
						(one, other) -> one.isAfter(other) ? one : other));
		}));
	}

	/** Published in the transaction of a change. */
	public record Changed(Collection<String> ids) {

	}

	/** When it was changed, and the {@link System#nanoTime} by which that was known. */
	private record Change(Instant at, long seenAt) {

	}

	/**
	 * Settings of the feed.
	 *
	 * @param bound how old it may become before keys and tokens are refused
	 */
	@Validated
	@ConfigurationProperties("gatehouse.feed")
	record FeedProperties(@DefaultValue("30s") @DurationMin(seconds = 2) @DurationMax(minutes = 5) Duration bound) {

	}

}
