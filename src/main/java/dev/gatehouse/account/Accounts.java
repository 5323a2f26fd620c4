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

	Optional<Account> findBySubject(String subject);

	Optional<Account> findById(UUID id);

	boolean existsBySubjectKey(String subjectKey);

	/** The account of a name as somebody typed it, see {@link Account#key}. */
	Optional<Account> findBySubjectKey(String subjectKey);

	boolean existsByRoleAndEnabledTrue(Role role);

	/**
	 * Locks an account until the transaction ends, so that changes to it and to what it
	 * owns are decided one at a time.
	 */
	@Lock(LockModeType.PESSIMISTIC_WRITE)
	@Query("select account from Account account where account.subject = :subject")
	Optional<Account> lockBySubject(String subject);

	@Lock(LockModeType.PESSIMISTIC_WRITE)
	@Query("select account from Account account where account.id = :id")
	Optional<Account> lockById(UUID id);

	/**
	 * Locks an account and all enabled administrators, in one order, so that of those who
	 * remove each other on several replicas one is left.
	 */
	@Lock(LockModeType.PESSIMISTIC_WRITE)
	@Query("""
			select account from Account account
			where account.id = :id or (account.role = ADMIN and account.enabled) order by account.id""")
	List<Account> lockWithAdministrators(UUID id);

	List<Account> findBySubjectGreaterThanOrderBySubject(String after, Limit limit);

	/** A range of the sort key: with {@code =}, PostgreSQL may prefer to read all. */
	@Query("select account from Account account where (account.name, account.subject) > (:name, :after)"
			+ " and account.name <= :name order by account.name, account.subject")
	List<Account> findByName(String name, String after, Limit limit);

	/**
	 * Stores an account at once.
	 * @throws org.springframework.dao.DataIntegrityViolationException if the subject is
	 * taken
	 */
	Account saveAndFlush(Account account);

	void delete(Account account);

}
