package dev.gatehouse.apikey;

import java.util.Optional;

import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

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

	ApiKey save(ApiKey key);

}
