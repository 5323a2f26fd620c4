package dev.gatehouse.apikey.usage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.gatehouse.apikey.ApiKeyCounts;
import dev.gatehouse.apikey.KeyOwners;
import dev.gatehouse.apikey.usage.UsageCounts.Count;
import dev.gatehouse.apikey.usage.UsageCounts.Slot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Writes the counts every five seconds and when the service stops. Counts that cannot be
 * written stay in memory and are written later. A crash loses at most five seconds of
 * them, a normal stop none.
 */
@Component
class UsageRows implements ApiKeyCounts, DisposableBean {

	private static final Duration RETENTION = Duration.ofDays(90);

	/** As many as are written within a second. */
	private static final int MAX_COUNTS = 10_000;

	private static final int MAX_ORIGINS = 1_000;

	private static final Logger logger = LoggerFactory.getLogger(UsageRows.class);

	private final UsageCounts counts;

	private final NewAddresses addresses;

	private final JdbcTemplate jdbc;

	private final TransactionOperations transactions;

	private final Clock clock;

	private final ReentrantLock writing = new ReentrantLock();

	UsageRows(UsageCounts counts, NewAddresses addresses, JdbcTemplate jdbc, TransactionOperations transactions,
			Clock clock) {
		this.counts = counts;
		this.addresses = addresses;
		this.jdbc = jdbc;
		this.transactions = transactions;
		this.clock = clock;
	}

	@Scheduled(fixedDelay = 5_000)
	void flush() {
		this.writing.lock();
		try {
			writeCounts();
			writeOrigins();
		}
		finally {
			this.writing.unlock();
		}
	}

	@Override
	public void write() {
		if (this.writing.tryLock()) {
			try {
				flush();
			}
			finally {
				this.writing.unlock();
			}
		}
	}

	@Scheduled(fixedDelay = 3_600_000, initialDelay = 60_000)
	void purge() {
		OffsetDateTime oldest = utc(this.clock.instant().minus(RETENTION));
		this.jdbc.update("delete from api_key_usage where \"hour\" < ?", oldest);
		this.jdbc.update("delete from api_key_address where first_seen_at < ?", oldest);
		// counts of keys that were deleted before the counts were written
		this.jdbc.update("delete from api_key_usage where key_id not in (select id from api_key)");
		this.jdbc.update("delete from api_key_address where key_id not in (select id from api_key)");
	}

	@Override
	public void destroy() {
		flush();
	}

	private void writeCounts() {
		inChunks(this.counts.drainCounts(), MAX_COUNTS, this::write, this.counts::restoreCounts);
	}

	/** Few at a time: each new address is an event of its own, and can wait. */
	private void writeOrigins() {
		inChunks(this.counts.drainOrigins(MAX_ORIGINS), MAX_ORIGINS, this.addresses::write,
				this.counts::restoreOrigins);
	}

	/** A transaction each, in which no other replica writes: two cannot deadlock. */
	private <K, V> void inChunks(Map<K, V> drained, int size, Consumer<List<Map.Entry<K, V>>> write,
			Consumer<List<Map.Entry<K, V>>> restore) {
		List<Map.Entry<K, V>> all = List.copyOf(drained.entrySet());
		for (int i = 0; i < all.size(); i += size) {
			List<Map.Entry<K, V>> chunk = all.subList(i, Math.min(all.size(), i + size));
			try {
				this.transactions.executeWithoutResult((transaction) -> {
					takeTurn();
					write.accept(chunk);
				});
			}
			catch (RuntimeException unreachable) {
				restore.accept(chunk);
				logger.warn("The usage of API keys could not be written ({})", unreachable.toString());
			}
		}
	}

	private void takeTurn() {
		this.jdbc.queryForList("select id from api_key_usage_turn for update");
	}

	@Override
	public Map<String, Long> of(Collection<String> keyIds) {
		Map<String, Long> totals = new HashMap<>();
		this.jdbc.query("select key_id, sum(requests) from api_key_usage where key_id = any (?) group by key_id",
				(row) -> {
					totals.put(row.getString(1), row.getLong(2));
				}, (Object) keyIds.toArray(String[]::new));
		return totals;
	}

	/** One statement each, however many keys: arrays cost a tenth of a batch. */
	private void write(List<Map.Entry<Slot, Count>> chunk) {
		Object ids = texts(chunk, (count) -> count.getKey().keyId());
		this.jdbc.update(
				"""
						merge into api_key_usage u using (select key_id, cast(began as timestamp with time zone) as began, added, declined
						from unnest(cast(? as varchar array), cast(? as varchar array), cast(? as bigint array),
						cast(? as bigint array)) as a (key_id, began, added, declined)) as s
						on u.key_id = s.key_id and u."hour" = s.began
						when matched then update set requests = u.requests + s.added, refused = u.refused + s.declined
						when not matched then insert (key_id, "hour", requests, refused)
						values (s.key_id, s.began, s.added, s.declined)""",
				ids, texts(chunk, (count) -> count.getKey().hour().toString()),
				chunk.stream().map((count) -> count.getValue().requests()).toArray(Long[]::new),
				chunk.stream().map((count) -> count.getValue().refused()).toArray(Long[]::new));
		// a key of two hours counts with the later one
		this.jdbc.update("""
				merge into api_key k using (select id, max(cast(used as timestamp with time zone)) as used
				from unnest(cast(? as varchar array), cast(? as varchar array)) as a (id, used) group by id) as s
				on k.id = s.id
				when matched and (k.last_used_at is null or k.last_used_at < s.used)
				then update set last_used_at = s.used""", ids,
				texts(chunk, (count) -> count.getValue().lastUsed().toString()));
	}

	static <T> Object texts(List<T> chunk, Function<T, String> text) {
		return chunk.stream().map(text).toArray(String[]::new);
	}

	/** Runs before the keys themselves are deleted. */
	@EventListener
	@Order(Ordered.HIGHEST_PRECEDENCE)
	void ownerDeleted(KeyOwners.Deleted deleted) {
		takeTurn();
		String keys = " where key_id in (select id from api_key where owner_id = ?)";
		this.jdbc.update("delete from api_key_usage" + keys, deleted.ownerId());
		this.jdbc.update("delete from api_key_address" + keys, deleted.ownerId());
	}

	private static OffsetDateTime utc(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

}
