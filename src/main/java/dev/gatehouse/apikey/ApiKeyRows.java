package dev.gatehouse.apikey;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;

import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The stored keys, live and past. Not a Spring Data interface, since those are found by
 * the packages that an application scans.
 */
@Repository
class ApiKeyRows {

	private static final int MAX_LISTED = 1_000;

	private static final String NEWEST_FIRST = " order by key.createdAt desc, key.id";

	private static final String LIVE = " and key.revokedAt is null and key.expiresAt > :now";

	private final EntityManager entities;

	ApiKeyRows(EntityManager entities) {
		this.entities = entities;
	}

	Optional<ApiKey> findById(String id) {
		return keys("where key.id = :id").setParameter("id", id).getResultList().stream().findFirst();
	}

	List<ApiKey> findAllOf(String ownerId) {
		return keys("where key.ownerId = :ownerId" + NEWEST_FIRST).setParameter("ownerId", ownerId).getResultList();
	}

	List<ApiKey> findAll() {
		return keys(NEWEST_FIRST).setMaxResults(MAX_LISTED).getResultList();
	}

	/** The keys that work, without a successor or with one. */
	int countLive(String ownerId, boolean replaced, Instant now) {
		return keys("where key.ownerId = :ownerId and key.replacedBy is " + (replaced ? "not null" : "null") + LIVE)
			.setParameter("ownerId", ownerId)
			.setParameter("now", now)
			.getResultList()
			.size();
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
		return this.entities
			.createQuery(
					"update ApiKey key set key.replacedBy = :successor, key.replacedAt = :now, key.expiresAt = :end"
							+ " where key.id = :id and key.replacedBy is null" + LIVE)
			.setParameter("successor", successor)
			.setParameter("now", now)
			.setParameter("end", end)
			.setParameter("id", id)
			.executeUpdate() == 1;
	}

	/**
	 * Revokes a key.
	 * @return whether this call did
	 */
	@Transactional
	boolean revoke(String id, Instant now) {
		return this.entities
			.createQuery("update ApiKey key set key.revokedAt = :now where key.id = :id and key.revokedAt is null")
			.setParameter("now", now)
			.setParameter("id", id)
			.executeUpdate() == 1;
	}

	@Transactional
	void deleteAllOf(String ownerId) {
		this.entities.createQuery("delete from ApiKey key where key.ownerId = :ownerId")
			.setParameter("ownerId", ownerId)
			.executeUpdate();
	}

	private TypedQuery<ApiKey> keys(String which) {
		return this.entities.createQuery("select key from ApiKey key " + which, ApiKey.class);
	}

}
