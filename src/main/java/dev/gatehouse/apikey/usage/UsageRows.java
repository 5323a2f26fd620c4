package dev.gatehouse.apikey.usage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

import dev.gatehouse.apikey.ApiKeyChanged;
import dev.gatehouse.apikey.ApiKeyCounts;
import dev.gatehouse.apikey.KeyOwners;
import dev.gatehouse.apikey.usage.UsageCounts.Count;
import dev.gatehouse.apikey.usage.UsageCounts.Origin;
import dev.gatehouse.apikey.usage.UsageCounts.Slot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataIntegrityViolationException;
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

	private static final Logger logger = LoggerFactory.getLogger(UsageRows.class);

	private final UsageCounts counts;

	private final ApplicationEventPublisher events;

	private final JdbcTemplate jdbc;

	private final TransactionOperations transactions;

	private final Clock clock;

	private final ReentrantLock writing = new ReentrantLock();

	UsageRows(UsageCounts counts, ApplicationEventPublisher events, JdbcTemplate jdbc,
			TransactionOperations transactions, Clock clock) {
		this.counts = counts;
		this.events = events;
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

	/** In the same order on every replica, so that two replicas cannot deadlock. */
	private void writeCounts() {
		Map<Slot, Count> drained = new TreeMap<>(this.counts.drainCounts());
		if (drained.isEmpty()) {
			return;
		}
		try {
			this.transactions.executeWithoutResult((transaction) -> write(drained));
		}
		catch (RuntimeException unreachable) {
			this.counts.restoreCounts(drained);
			logger.warn("The usage of API keys could not be written ({})", unreachable.toString());
		}
	}

	/** One transaction each, so that a row that cannot be written delays no other. */
	private void writeOrigins() {
		this.counts.drainOrigins().forEach((origin, at) -> {
			try {
				this.transactions.executeWithoutResult((transaction) -> noteNewAddress(origin, at));
			}
			catch (DataIntegrityViolationException unfit) {
				logger.warn("The address of a use of the key {} could not be noted", origin.keyId());
			}
			catch (RuntimeException unreachable) {
				this.counts.restoreOrigin(origin, at);
			}
		});
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

	/** Inserts zeros, then adds: an upsert that H2 and PostgreSQL share. */
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
			this.jdbc.queryForList("select owner_id from api_key where id = ?", String.class, origin.keyId())
				.forEach((owner) -> this.events.publishEvent(new ApiKeyChanged("key.used_from_new_address",
						origin.keyId(), owner, ApiKeyChanged.HOLDER, at, origin.address(), null)));
		}
	}

	/** Runs before the keys themselves are deleted. */
	@EventListener
	@Order(Ordered.HIGHEST_PRECEDENCE)
	void ownerDeleted(KeyOwners.Deleted deleted) {
		String keys = " where key_id in (select id from api_key where owner_id = ?)";
		this.jdbc.update("delete from api_key_usage" + keys, deleted.ownerId());
		this.jdbc.update("delete from api_key_address" + keys, deleted.ownerId());
	}

	private static OffsetDateTime utc(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

}
