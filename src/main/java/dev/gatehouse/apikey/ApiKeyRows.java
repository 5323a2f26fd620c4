package dev.gatehouse.apikey;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.gatehouse.feed.ChangeSource;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.TypedQuery;

import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The stored keys, live and past. Not a Spring Data interface, since those are found by
 * the packages that an application scans.
 */
@Repository
class ApiKeyRows implements ChangeSource {

	private static final int MAX_LISTED = 1_000;

	private static final String NEWEST_FIRST = " order by key.createdAt desc, key.id";

	private final EntityManager entities;

	ApiKeyRows(EntityManager entities) {
		this.entities = entities;
	}

	Optional<ApiKey> findById(String id) {
		return keys("where key.id = ?1 and key.ownerId <> ''", id).getResultList().stream().findFirst();
	}

	List<ApiKey> findAllOf(String ownerId) {
		return keys("where key.ownerId = ?1" + NEWEST_FIRST, ownerId).getResultList();
	}

	List<ApiKey> findAll() {
		return keys("where key.ownerId <> ''" + NEWEST_FIRST).setMaxResults(MAX_LISTED).getResultList();
	}

	/** The keys that work, without a successor or with one. */
	int countLive(String ownerId, boolean replaced, Instant now) {
		return keys("where key.ownerId = ?1 and key.replacedBy is " + (replaced ? "not null" : "null")
				+ " and key.revokedAt is null and key.expiresAt > ?2", ownerId, now)
			.getResultList()
			.size();
	}

	long countMadeSince(String ownerId, Instant since) {
		return with(
				this.entities.createQuery(
						"select count(key) from ApiKey key where key.ownerId = ?1 and key.createdAt > ?2", Long.class),
				ownerId, since)
			.getSingleResult();
	}

	/**
	 * Stores a new key.
	 * @throws org.springframework.dao.DataIntegrityViolationException if the id is taken
	 */
	@Transactional
	ApiKey insert(ApiKey key) {
		this.entities.persist(key);
		return key;
	}

	/**
	 * Gives a key its successor. The one statement decides, however many try at once.
	 * @return whether this call did
	 */
	@Transactional
	boolean replace(String id, String successor, Instant now, Instant end) {
		return change(
				"update ApiKey key set key.replacedBy = ?2, key.replacedAt = ?3, key.expiresAt = ?4, key.changedAt = instant where key.id = ?1 and key.replacedBy is null"
						+ " and key.revokedAt is null and key.expiresAt > ?3",
				id, successor, now, end) == 1;
	}

	/**
	 * Revokes a key.
	 * @return whether this call did
	 */
	@Transactional
	boolean revoke(String id, Instant now) {
		return change(
				"update ApiKey key set key.revokedAt = ?2, key.changedAt = instant where key.id = ?1 and key.revokedAt is null",
				id, now) == 1;
	}

	/**
	 * Leaves of an owner's keys the ids, for the feed, and deletes what was left before.
	 */
	@Transactional
	void deleteAllOf(String ownerId, Instant leftBefore) {
		change("delete from ApiKey key where key.ownerId = '' and key.changedAt < ?1", leftBefore);
		change("update ApiKey key set key.ownerId = '', key.name = '', key.secretHash = '', key.changedAt = instant"
				+ " where key.ownerId = ?1", ownerId);
	}

	@Override
	public String changes() {
		return "select id, changed_at from api_key where changed_at > :since";
	}

	private TypedQuery<ApiKey> keys(String which, Object... values) {
		return with(this.entities.createQuery("select key from ApiKey key " + which, ApiKey.class), values);
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
