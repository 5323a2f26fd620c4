package dev.gatehouse.oauth2;

import java.time.Instant;
import java.util.Optional;

import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The stored login attempts.
 */
interface LoginAttemptRows extends Repository<LoginAttempt, String> {

	LoginAttempt save(LoginAttempt attempt);

	Optional<LoginAttempt> findById(String stateHash);

	@Modifying
	@Transactional
	@Query("delete from LoginAttempt attempt where attempt.expiresAt <= :now")
	int deleteExpired(Instant now);

	/**
	 * Uses up an attempt. The one statement decides, however many callbacks come at once
	 * and on however many replicas.
	 * @param stateHash the hash of the state in the callback
	 * @param browserHash the hash of the binding cookie
	 * @param registrationId the provider in the path
	 * @param now the time of the callback
	 * @return 1 for the one that may go on, else 0
	 */
	@Modifying
	@Transactional
	@Query("""
			update LoginAttempt attempt set attempt.consumedAt = :now
			where attempt.stateHash = :stateHash and attempt.browserHash = :browserHash
			and attempt.registrationId = :registrationId
			and attempt.consumedAt is null and attempt.expiresAt > :now""")
	int consume(String stateHash, String browserHash, String registrationId, Instant now);

}
