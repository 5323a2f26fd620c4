package dev.gatehouse.apikey.usage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

import dev.gatehouse.apikey.ApiKeyChanged;
import dev.gatehouse.apikey.ApiKeyCounts;
import dev.gatehouse.apikey.usage.UsageCounts.Count;
import dev.gatehouse.apikey.usage.UsageCounts.Origin;
import dev.gatehouse.apikey.usage.UsageCounts.Slot;
import dev.gatehouse.caller.ExpiredRows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
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

	/** Of a key; more are not noted until the oldest are purged. */
	private static final int MAX_ADDRESSES = 100;

	/** At once: the first in the background, the second before a list is read. */
	private static final int MAX_ORIGINS = 1_000;

	private static final int MAX_ORIGINS_OF_A_LIST = 20;

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
			writeOrigins(MAX_ORIGINS);
		}
		finally {
			this.writing.unlock();
		}
	}

	@Override
	public void write() {
		if (this.writing.tryLock()) {
			try {
				writeCounts();
				writeOrigins(MAX_ORIGINS_OF_A_LIST);
			}
			finally {
				this.writing.unlock();
			}
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
	private void writeOrigins(int max) {
		Map<Origin, Instant> left = this.counts.drainOrigins(max);
		for (Map.Entry<Origin, Instant> use : List.copyOf(left.entrySet())) {
			try {
				this.transactions.executeWithoutResult((transaction) -> noteNewAddress(use.getKey(), use.getValue()));
			}
			catch (DataIntegrityViolationException unfit) {
				logger.warn("The address of a use of the key {} could not be noted", use.getKey().keyId());
			}
			catch (RuntimeException unreachable) {
				left.forEach(this.counts::restoreOrigin);
				return;
			}
			left.remove(use.getKey());
		}
	}

	/**
	 * Inserts zeros, then adds: an upsert that H2 and PostgreSQL share. Counts of a key
	 * that was deleted meanwhile are dropped.
	 */
	private void write(Map<Slot, Count> drained) {
		List<Object[]> slots = new ArrayList<>();
		List<Object[]> additions = new ArrayList<>();
		List<Object[]> uses = new ArrayList<>();
		drained.forEach((slot, count) -> {
			slots.add(new Object[] { slot.keyId(), utc(slot.hour()), slot.keyId() });
			additions.add(new Object[] { count.requests(), count.refused(), slot.keyId(), utc(slot.hour()) });
			OffsetDateTime used = utc(count.lastUsed());
			uses.add(new Object[] { count.requests(), used, used, slot.keyId() });
		});
		this.jdbc.batchUpdate("""
				insert into api_key_usage (key_id, "hour", requests, refused)
				select cast(? as varchar), cast(? as timestamp with time zone), 0, 0
				where exists (select 1 from api_key where id = ?) on conflict do nothing""", slots);
		this.jdbc.batchUpdate(
				"update api_key_usage set requests = requests + ?, refused = refused + ? where key_id = ? and \"hour\" = ?",
				additions);
		this.jdbc.batchUpdate("""
				update api_key set requests = requests + ?,
				last_used_at = case when last_used_at > ? then last_used_at else ? end where id = ?""", uses);
	}

	private void noteNewAddress(Origin origin, Instant at) {
		// locked, so that several replicas cannot exceed the number of addresses
		String owner = this.jdbc
			.queryForList("select owner_id from api_key where id = ? for update", String.class, origin.keyId())
			.stream()
			.findFirst()
			.orElse(null);
		Integer known = this.jdbc.queryForObject("select count(*) from api_key_address where key_id = ?", Integer.class,
				origin.keyId());
		if (owner == null || known == null || known >= MAX_ADDRESSES) {
			return;
		}
		int inserted = this.jdbc.update(
				"insert into api_key_address (key_id, address, first_seen_at) values (?, ?, ?) on conflict do nothing",
				origin.keyId(), origin.address(), utc(at));
		if (inserted == 1) {
			this.events.publishEvent(new ApiKeyChanged("key.used_from_new_address", origin.keyId(), owner,
					ApiKeyChanged.HOLDER, at, origin.address(), null));
		}
	}

	private static OffsetDateTime utc(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

}
