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
import jakarta.persistence.Query;
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

	private static final String EXPIRING = "owner_id <> '' and revoked_at is null and replaced_by is null"
			+ " and expires_at > ?1 and expires_at <= ?2";

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
		return keys("where id = ?1 and owner_id <> ''", id).stream().findFirst();
	}

	/** The same, locked until the transaction ends, so that no other change is lost. */
	Optional<ApiKey> lock(String id) {
		return keys("where id = ?1 and owner_id <> '' for update", id).stream().findFirst();
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
		Optional.ofNullable(ownerId).ifPresent((id) -> key.put("owner_id", id));
		Optional.ofNullable(query.filters().get("name")).ifPresent((name) -> key.put("name", name));
		String filters = key.isEmpty() ? "" : " and " + tuple(key.keySet(), few ? " = " : " >= ");
		key.put(few ? "coalesce(created_at, created_at)" : "created_at", query.after().at());
		key.put("id", query.after().text());
		List<Object> values = new ArrayList<>(key.values());
		StringBuilder which = new StringBuilder("where owner_id <> '' and " + tuple(key.keySet(), " < ") + filters);
		if (live != null) {
			values.add(now);
			which.append(live ? " and" : " and not")
				.append(" (revoked_at is null and expires_at > ?" + values.size() + ")");
		}
		if (end != null) {
			values.add(now);
			values.add(end);
			which.append(" and revoked_at is null and expires_at > ?" + (values.size() - 1) + " and expires_at <= ?"
					+ values.size());
		}
		values.add(query.fetch());
		return keys(which + " order by " + String.join(" desc, ", key.keySet()) + " desc limit ?" + values.size(),
				values.toArray());
	}

	/** The first columns compared with the first parameters. */
	private static String tuple(Collection<String> columns, String comparison) {
		return IntStream.rangeClosed(1, columns.size())
			.mapToObj((number) -> "?" + number)
			.collect(Collectors.joining(", ", "(" + String.join(", ", columns) + ")" + comparison + "(", ")"));
	}

	/** The keys that work, without a successor or with one. */
	long countLive(String ownerId, boolean replaced, Instant now) {
		return count("owner_id = ?1 and replaced_by is " + (replaced ? "not null" : "null")
				+ " and revoked_at is null and expires_at > ?2", ownerId, now);
	}

	long countMadeSince(String ownerId, Instant since) {
		return count("owner_id = ?1 and created_at > ?2", ownerId, since);
	}

	long countExpiring(Instant now, Instant end) {
		return count(EXPIRING, now, end);
	}

	/** The keys that end before a time and have no successor, and were not announced. */
	List<ApiKey> unannounced(Instant now, Instant end, int max) {
		return keys("where noticed_at is null and " + EXPIRING + " order by expires_at limit ?3", now, end, max);
	}

	/** Marks a key as announced; false if another call did, or it needs no notice. */
	@Transactional
	boolean markAnnounced(String id, Instant now) {
		return change("update api_key set noticed_at = ?2 where id = ?1 and noticed_at is null"
				+ " and revoked_at is null and replaced_by is null", id, now) == 1;
	}

	@Transactional
	ApiKey insert(ApiKey key) {
		this.entities.persist(key);
		return key;
	}

	/** Revokes a key; false if it was revoked before. */
	@Transactional
	boolean revoke(String id, Instant now) {
		return change("update api_key set revoked_at = ?2, changed_at = current_timestamp"
				+ " where id = ?1 and revoked_at is null", id, now) == 1;
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
		change("update api_key set owner_id = '', name = '', secret_hash = '', allowed_networks = '',"
				+ " metadata = '{}',"
				+ " revoked_at = coalesce(revoked_at, ?2), changed_at = current_timestamp where owner_id = ?1", ownerId,
				now);
	}

	/** Deletes the keys that ended long ago. */
	@Scheduled(fixedDelay = 3_600_000, initialDelay = 120_000)
	void purge() {
		Instant before = this.clock.instant().minus(this.properties.retention());
		ExpiredRows.delete(this.jdbc, "api_key", "id", "expires_at < ? or revoked_at < ?", before, before);
	}

	/** In SQL, as the parser of Hibernate's query language would slow each start. */
	@SuppressWarnings("unchecked")
	private List<ApiKey> keys(String which, Object... values) {
		return with(this.entities.createNativeQuery("select * from api_key " + which, ApiKey.class), values)
			.getResultList();
	}

	private long count(String which, Object... values) {
		return (long) with(this.entities.createNativeQuery("select count(*) from api_key where " + which, Long.class),
				values)
			.getSingleResult();
	}

	private int change(String statement, Object... values) {
		return with(this.entities.createNativeQuery(statement), values).executeUpdate();
	}

	/** Sets the parameters {@code ?1}, {@code ?2} and so on. */
	private static Query with(Query query, Object... values) {
		for (int i = 0; i < values.length; i++) {
			query.setParameter(i + 1, values[i]);
		}
		return query;
	}

}
