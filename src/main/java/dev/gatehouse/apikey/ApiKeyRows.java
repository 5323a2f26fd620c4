package dev.gatehouse.apikey;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.gatehouse.caller.ExpiredRows;
import dev.gatehouse.caller.ListQuery;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Query;
import jakarta.persistence.TypedQuery;
import org.jspecify.annotations.Nullable;

import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The stored keys, live and past. Not a Spring Data interface, since those are found by
 * the packages that an application scans.
 */
@Repository
class ApiKeyRows {

	/** Longer than another replica keeps a key that nobody uses. */
	private static final Duration KEPT_FOR_THE_FEED = Duration.ofHours(2);

	private static final String EXPIRING = "key.ownerId <> '' and key.revokedAt is null and key.replacedBy is null"
			+ " and key.expiresAt > ?1 and key.expiresAt <= ?2";

	private final EntityManager entities;

	private final JdbcOperations jdbc;

	private final ApiKeyProperties properties;

	private final Clock clock;

	ApiKeyRows(EntityManager entities, JdbcOperations jdbc, ApiKeyProperties properties, Clock clock) {
		this.entities = entities;
		this.jdbc = jdbc;
		this.properties = properties;
		this.clock = clock;
	}

	Optional<ApiKey> findById(String id) {
		return keys("where key.id = ?1 and key.ownerId <> ''", id).getResultList().stream().findFirst();
	}

	/** The same, locked until the transaction ends, so that no other change is lost. */
	Optional<ApiKey> lock(String id) {
		return keys("where key.id = ?1 and key.ownerId <> ''", id).setLockMode(LockModeType.PESSIMISTIC_WRITE)
			.getResultList()
			.stream()
			.findFirst();
	}

	/**
	 * A page of the keys of an owner, or of all for null, newest first; where an end is
	 * given, of those that work until then at most. Filters are part of the sort key and
	 * written as a range: with {@code =}, PostgreSQL may prefer to walk through the keys
	 * of all others.
	 */
	List<ApiKey> list(@Nullable String ownerId, ListQuery query, Instant now, @Nullable Instant end) {
		Boolean live = query.flag("live");
		// few, found by another index and then sorted: no index has this expression
		boolean few = ownerId != null && (Boolean.TRUE.equals(live) || end != null);
		Map<String, Object> key = new LinkedHashMap<>();
		Optional.ofNullable(ownerId).ifPresent((id) -> key.put("key.ownerId", id));
		Optional.ofNullable(query.filters().get("name")).ifPresent((name) -> key.put("key.name", name));
		String filters = key.isEmpty() ? "" : " and " + tuple(key.keySet(), few ? " = " : " >= ");
		key.put(few ? "coalesce(key.createdAt, key.createdAt)" : "key.createdAt", query.after().at());
		key.put("key.id", query.after().text());
		List<Object> values = new ArrayList<>(key.values());
		StringBuilder which = new StringBuilder("where key.ownerId <> '' and " + tuple(key.keySet(), " < ") + filters);
		if (live != null) {
			values.add(now);
			which.append(live ? " and" : " and not")
				.append(" (key.revokedAt is null and key.expiresAt > ?" + values.size() + ")");
		}
		if (end != null) {
			values.add(now);
			values.add(end);
			which.append(" and key.revokedAt is null and key.expiresAt > ?" + (values.size() - 1)
					+ " and key.expiresAt <= ?" + values.size());
		}
		return keys(which + " order by " + String.join(" desc, ", key.keySet()) + " desc", values.toArray())
			.setMaxResults(query.fetch())
			.getResultList();
	}

	/** The first columns compared with the first parameters. */
	private static String tuple(Collection<String> columns, String comparison) {
		return IntStream.rangeClosed(1, columns.size())
			.mapToObj((number) -> "?" + number)
			.collect(Collectors.joining(", ", "(" + String.join(", ", columns) + ")" + comparison + "(", ")"));
	}

	/** The keys that work, without a successor or with one. */
	long countLive(String ownerId, boolean replaced, Instant now) {
		return count("key.ownerId = ?1 and key.replacedBy is " + (replaced ? "not null" : "null")
				+ " and key.revokedAt is null and key.expiresAt > ?2", ownerId, now);
	}

	long countMadeSince(String ownerId, Instant since) {
		return count("key.ownerId = ?1 and key.createdAt > ?2", ownerId, since);
	}

	long countExpiring(Instant now, Instant end) {
		return count(EXPIRING, now, end);
	}

	/** The keys that end before a time and have no successor, and were not announced. */
	List<ApiKey> unannounced(Instant now, Instant end, int max) {
		return keys("where key.noticedAt is null and " + EXPIRING + " order by key.expiresAt", now, end)
			.setMaxResults(max)
			.getResultList();
	}

	/** Marks a key as announced; false if another call did, or it needs no notice. */
	@Transactional
	boolean markAnnounced(String id, Instant now) {
		return change("update ApiKey key set key.noticedAt = ?2 where key.id = ?1 and key.noticedAt is null"
				+ " and key.revokedAt is null and key.replacedBy is null", id, now) == 1;
	}

	@Transactional
	ApiKey insert(ApiKey key) {
		this.entities.persist(key);
		return key;
	}

	/** Revokes a key; false if it was revoked before. */
	@Transactional
	boolean revoke(String id, Instant now) {
		return change("update ApiKey key set key.revokedAt = ?2, key.changedAt = instant"
				+ " where key.id = ?1 and key.revokedAt is null", id, now) == 1;
	}

	/**
	 * Deletes an owner's keys. Of those that other replicas may still take for valid, the
	 * ids stay for the feed, until the purge.
	 */
	@EventListener
	@Transactional
	void deleteAllOf(KeyOwners.Deleted deleted) {
		String ownerId = deleted.ownerId();
		Instant now = this.clock.instant();
		Instant longAgo = now.minus(KEPT_FOR_THE_FEED);
		// a statement has a time limit
		ExpiredRows.delete(this.jdbc, "api_key", "id", "owner_id = ? and (expires_at < ? or revoked_at < ?)", ownerId,
				longAgo, longAgo);
		change("update ApiKey key set key.ownerId = '', key.name = '', key.secretHash = '', key.allowedNetworks = '',"
				+ " key.metadata = '{}',"
				+ " key.revokedAt = coalesce(key.revokedAt, ?2), key.changedAt = instant where key.ownerId = ?1",
				ownerId, now);
	}

	/** Deletes the keys that ended long ago. */
	@Scheduled(fixedDelay = 3_600_000, initialDelay = 120_000)
	void purge() {
		Instant before = this.clock.instant().minus(this.properties.retention());
		ExpiredRows.delete(this.jdbc, "api_key", "id", "expires_at < ? or revoked_at < ?", before, before);
	}

	private TypedQuery<ApiKey> keys(String which, Object... values) {
		return with(this.entities.createQuery("select key from ApiKey key " + which, ApiKey.class), values);
	}

	private long count(String which, Object... values) {
		return with(this.entities.createQuery("select count(key) from ApiKey key where " + which, Long.class), values)
			.getSingleResult();
	}

	private int change(String statement, Object... values) {
		return with(this.entities.createQuery(statement), values).executeUpdate();
	}

	/** Sets the parameters {@code ?1}, {@code ?2} and so on. */
	private static <Q extends Query> Q with(Q query, Object... values) {
		for (int i = 0; i < values.length; i++) {
			query.setParameter(i + 1, values[i]);
		}
		return query;
	}

}
