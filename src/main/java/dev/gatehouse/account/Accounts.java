package dev.gatehouse.account;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.gatehouse.caller.Role;
import jakarta.persistence.LockModeType;

import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/**
 * All accounts.
 */
public interface Accounts extends Repository<Account, UUID> {

	/**
	 * Finds an account by what identifies it for ever.
	 * @param subject such as {@code admin} or {@code github|583231}
	 * @return the account, if there is one
	 */
	Optional<Account> findBySubject(String subject);

	Optional<Account> findById(UUID id);

	boolean existsBySubjectKey(String subjectKey);

	boolean existsByRole(Role role);

	/**
	 * Finds an account and keeps others from doing the same until the transaction ends,
	 * so that what depends on a count of its belongings is decided by one at a time.
	 * @param subject such as {@code admin}
	 * @return the account, if there is one
	 */
	@Lock(LockModeType.PESSIMISTIC_WRITE)
	@Query("select account from Account account where account.subject = :subject")
	Optional<Account> lockBySubject(String subject);

	@Lock(LockModeType.PESSIMISTIC_WRITE)
	@Query("select account from Account account where account.id = :id")
	Optional<Account> lockById(UUID id);

	List<Account> findAllByOrderBySubject(Limit limit);

	/**
	 * Stores an account at once, so that a subject that is taken shows here.
	 * @param account new or changed
	 * @return the stored account
	 * @throws org.springframework.dao.DataIntegrityViolationException if the subject is
	 * taken
	 */
	Account saveAndFlush(Account account);

	void delete(Account account);

}
