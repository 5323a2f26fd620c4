package dev.gatehouse.apikey;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.apikey.UsageCounts.Count;
import dev.gatehouse.apikey.UsageCounts.Origin;
import dev.gatehouse.apikey.UsageCounts.Slot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Writes what was counted, every five seconds and when the service stops. What cannot be
 * written is counted on and written later. A crash loses five seconds at most, a normal
 * stop nothing.
 */
@Component
class UsageRows implements DisposableBean {

	private static final Duration RETENTION = Duration.ofDays(90);

	private static final Logger logger = LoggerFactory.getLogger(UsageRows.class);

	private final UsageCounts counts;

	private final ApiKeys keys;

	private final AuditTrail trail;

	private final JdbcTemplate jdbc;

	private final JdbcClient jdbcClient;

	private final TransactionOperations transactions;

	private final Clock clock;

	private final ReentrantLock writing = new ReentrantLock();

	UsageRows(UsageCounts counts, ApiKeys keys, AuditTrail trail, JdbcTemplate jdbc, TransactionOperations transactions,
			Clock clock) {
		this.counts = counts;
		this.keys = keys;
		this.trail = trail;
		this.jdbc = jdbc;
		this.jdbcClient = JdbcClient.create(jdbc);
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

	/** For readers, who want to see what was counted, and need not wait for it. */
	void flushIfIdle() {
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
		// of accounts that were deleted while this was still in memory
		this.jdbc.update("delete from api_key_usage where key_id not in (select id from api_key)");
		this.jdbc.update("delete from api_key_address where key_id not in (select id from api_key)");
	}

	@Override
	public void destroy() {
		flush();
	}

	/** In the same order on every replica, so that two never wait for each other. */
	private void writeCounts() {
		Map<Slot, Count> drained = new TreeMap<>(this.counts.drainCounts());
		if (drained.isEmpty()) {
			return;
		}
		try {
			this.transactions.executeWithoutResult((transaction) -> write(drained));
		}
		catch (RuntimeException away) {
			this.counts.restoreCounts(drained);
			logger.warn("The usage of API keys could not be written ({})", away.toString());
		}
	}

	/** Each by itself: one that cannot be written holds up no other, and no count. */
	private void writeOrigins() {
		this.counts.drainOrigins().forEach((origin, at) -> {
			try {
				this.transactions.executeWithoutResult((transaction) -> noteNewAddress(origin, at));
			}
			catch (DataIntegrityViolationException unfit) {
				logger.warn("The address of a use of the key {} could not be noted", origin.keyId());
			}
			catch (RuntimeException away) {
				this.counts.restoreOrigin(origin, at);
			}
		});
	}

	/**
	 * The counts of a key.
	 * @param keyId which key
	 * @param from the first hour
	 * @param to the end, exclusive
	 * @return a row an hour in which there were any, oldest first
	 */
	List<Row> read(String keyId, Instant from, Instant to) {
		return this.jdbc.query(
				"select \"hour\", requests, refused from api_key_usage where key_id = ? and \"hour\" >= ? and \"hour\" < ? order by \"hour\"",
				(row, number) -> new Row(row.getObject(1, OffsetDateTime.class).toInstant(), row.getLong(2),
						row.getLong(3)),
				keyId, utc(from), utc(to));
	}

	/**
	 * The requests that were let through, by key, as far as they are kept.
	 * @param keyIds which keys
	 */
	Map<String, Long> totals(List<String> keyIds) {
		Map<String, Long> totals = new HashMap<>();
		if (!keyIds.isEmpty()) {
			this.jdbcClient
				.sql("select key_id, sum(requests) from api_key_usage where key_id in (:keyIds) group by key_id")
				.param("keyIds", keyIds)
				.query((row) -> {
					totals.put(row.getString(1), row.getLong(2));
				});
		}
		return totals;
	}

	/** An insert of nothing, then an addition: an upsert that every database knows. */
	private void write(Map<Slot, Count> drained) {
		List<Object[]> slots = new ArrayList<>();
		List<Object[]> additions = new ArrayList<>();
		List<Object[]> uses = new ArrayList<>();
		drained.forEach((slot, count) -> {
			slots.add(new Object[] { slot.keyId(), utc(slot.hour()) });
			additions.add(new Object[] { count.requests(), count.refused(), slot.keyId(), utc(slot.hour()) });
			OffsetDateTime used = utc(count.lastUsed());
			uses.add(new Object[] { used, slot.keyId(), used });
		});
		this.jdbc.batchUpdate(
				"insert into api_key_usage (key_id, \"hour\", requests, refused) values (?, ?, 0, 0) on conflict do nothing",
				slots);
		this.jdbc.batchUpdate(
				"update api_key_usage set requests = requests + ?, refused = refused + ? where key_id = ? and \"hour\" = ?",
				additions);
		this.jdbc.batchUpdate(
				"update api_key set last_used_at = ? where id = ? and (last_used_at is null or last_used_at < ?)",
				uses);
	}

	private void noteNewAddress(Origin origin, Instant at) {
		int inserted = this.jdbc.update(
				"insert into api_key_address (key_id, address, first_seen_at) values (?, ?, ?) on conflict do nothing",
				origin.keyId(), origin.address(), utc(at));
		if (inserted == 1) {
			this.keys.findWithAccount(origin.keyId())
				.ifPresent((key) -> this.trail.write(ApiKeyAudit.newAddress(key, origin.address(), at)));
		}
	}

	private static OffsetDateTime utc(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

	/** The counts of an hour. */
	record Row(Instant hour, long requests, long refused) {

	}

}
