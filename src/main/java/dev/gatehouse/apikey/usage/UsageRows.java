package dev.gatehouse.apikey.usage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.gatehouse.apikey.KeyOwners;
import dev.gatehouse.apikey.usage.UsageCounts.Count;
import dev.gatehouse.apikey.usage.UsageCounts.Slot;
import dev.gatehouse.caller.ExpiredRows;
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
class UsageRows implements DisposableBean {

	private static final Duration RETENTION = Duration.ofDays(90);

	/** As many as are written within a second. */
	private static final int MAX_COUNTS = 10_000;

	/** At once: the first in the background, the second before a list is read. */
	private static final int MAX_ORIGINS = 1_000;

	private static final int MAX_ORIGINS_OF_A_LIST = 20;

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
		writeAndUnlock(MAX_ORIGINS);
	}

	void write() {
		if (this.writing.tryLock()) {
			writeAndUnlock(MAX_ORIGINS_OF_A_LIST);
		}
	}

	/** Few origins at a time: each new address is an event of its own, and can wait. */
	private void writeAndUnlock(int maxOrigins) {
		try {
			inChunks(this.counts.drainCounts(), MAX_COUNTS, this::write, this.counts::restoreCounts);
			inChunks(this.counts.drainOrigins(maxOrigins), maxOrigins, this.addresses::write,
					this.counts::restoreOrigins);
		}
		finally {
			this.writing.unlock();
		}
	}

	@Scheduled(fixedDelay = 3_600_000, initialDelay = 60_000)
	void purge() {
		Instant oldest = this.clock.instant().minus(RETENTION);
		ExpiredRows.delete(this.jdbc, "api_key_usage", "key_id, \"hour\"", "\"hour\" < ?", oldest);
		ExpiredRows.delete(this.jdbc, "api_key_address", "key_id, address", "first_seen_at < ?", oldest);
	}

	@Override
	public void destroy() {
		flush();
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

	/**
	 * One statement each, however many keys: arrays cost a tenth of a batch. Counts of a
	 * key that was deleted meanwhile are dropped.
	 */
	private void write(List<Map.Entry<Slot, Count>> chunk) {
		Object[] counts = { texts(chunk, (count) -> count.getKey().keyId()),
				texts(chunk, (count) -> count.getKey().hour().toString()),
				chunk.stream().map((count) -> count.getValue().requests()).toArray(Long[]::new),
				chunk.stream().map((count) -> count.getValue().refused()).toArray(Long[]::new) };
		this.jdbc.update("""
				merge into api_key_usage u
				using (select k.id, cast(a.began as timestamp with time zone) as began, a.added, a.declined
				from unnest(cast(? as varchar array), cast(? as varchar array), cast(? as bigint array),
				cast(? as bigint array)) as a (id, began, added, declined) join api_key k on k.id = a.id) as s
				on u.key_id = s.id and u."hour" = s.began
				when matched then update set requests = u.requests + s.added, refused = u.refused + s.declined
				when not matched then insert (key_id, "hour", requests, refused)
				values (s.id, s.began, s.added, s.declined)""", counts);
		// a key of two hours counts with the later one
		this.jdbc.update("""
				merge into api_key k
				using (select id, max(cast(used as timestamp with time zone)) as used, sum(added) as added
				from unnest(cast(? as varchar array), cast(? as varchar array), cast(? as bigint array))
				as a (id, used, added) group by id) as s
				on k.id = s.id
				when matched then update set requests = k.requests + s.added,
				last_used_at = case when k.last_used_at > s.used then k.last_used_at else s.used end""", counts[0],
				texts(chunk, (count) -> count.getValue().lastUsed().toString()), counts[2]);
	}

	static <T> Object texts(List<T> chunk, Function<T, String> text) {
		return chunk.stream().map(text).toArray(String[]::new);
	}

	/**
	 * Runs before the keys themselves are deleted, so that no writer holds what their
	 * deletion waits for.
	 */
	@EventListener
	@Order(Ordered.HIGHEST_PRECEDENCE)
	void ownerDeleted(KeyOwners.Deleted deleted) {
		takeTurn();
		String ofOwner = "key_id in (select id from api_key where owner_id = ?)";
		ExpiredRows.delete(this.jdbc, "api_key_usage", "key_id, \"hour\"", ofOwner, deleted.ownerId());
		ExpiredRows.delete(this.jdbc, "api_key_address", "key_id, address", ofOwner, deleted.ownerId());
	}

}
