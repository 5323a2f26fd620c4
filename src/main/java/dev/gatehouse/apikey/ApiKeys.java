package dev.gatehouse.apikey;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.gatehouse.account.Account;

import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * All API keys, live and past.
 */
interface ApiKeys extends Repository<ApiKey, String> {

	/**
	 * Finds a key together with the account that it belongs to, in one statement.
	 * @param id the key's public id
	 * @return the key, if there is one
	 */
	@Query("select key from ApiKey key join fetch key.account where key.id = :id")
	Optional<ApiKey> findWithAccount(String id);

	@Query("select key from ApiKey key join fetch key.account account where account.subject = :subject order by key.createdAt desc, key.id")
	List<ApiKey> findAllOf(String subject);

	@Query("select key from ApiKey key join fetch key.account order by key.createdAt desc, key.id")
	List<ApiKey> findAll(Limit limit);

	/** The keys that work and have no successor. */
	@Query("""
			select count(key) from ApiKey key where key.account = :account
			and key.revokedAt is null and key.replacedBy is null and key.expiresAt > :now""")
	long countLive(Account account, Instant now);

	/** The keys that work and have a successor. */
	@Query("""
			select count(key) from ApiKey key where key.account = :account
			and key.revokedAt is null and key.replacedBy is not null and key.expiresAt > :now""")
	long countEnding(Account account, Instant now);

	ApiKey save(ApiKey key);

	/**
	 * Gives a key its successor. The one statement decides, however many try at once.
	 * @return 1 for the one that did, else 0
	 */
	@Modifying
	@Transactional
	@Query("""
			update ApiKey key set key.replacedBy = :successor, key.replacedAt = :now, key.expiresAt = :end
			where key.id = :id and key.replacedBy is null and key.revokedAt is null and key.expiresAt > :now""")
	int replace(String id, String successor, Instant now, Instant end);

	/**
	 * Revokes a key.
	 * @return 1 for the first that did, else 0
	 */
	@Modifying
	@Transactional
	@Query("update ApiKey key set key.revokedAt = :now where key.id = :id and key.revokedAt is null")
	int revoke(String id, Instant now);

}
