package dev.gatehouse.account;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.gatehouse.caller.Role;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;

import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * All accounts. Not a Spring Data interface, whose infrastructure the start would wait
 * for.
 */
@Repository
public class Accounts {

	private final EntityManager entities;

	Accounts(EntityManager entities) {
		this.entities = entities;
	}

	public Optional<Account> findBySubject(String subject) {
		return accounts("where account.subject = ?1", subject).getResultList().stream().findFirst();
	}

	public Optional<Account> findById(UUID id) {
		return accounts("where account.id = ?1", id).getResultList().stream().findFirst();
	}

	/** The account of a name as somebody typed it, see {@link Account#key}. */
	public Optional<Account> findBySubjectKey(String subjectKey) {
		return accounts("where account.subjectKey = ?1", subjectKey).getResultList().stream().findFirst();
	}

	public boolean existsByRoleAndEnabledTrue(Role role) {
		return !accounts("where account.role = ?1 and account.enabled", role).setMaxResults(1)
			.getResultList()
			.isEmpty();
	}

	/**
	 * Locks an account until the transaction ends, so that changes to it and to what it
	 * owns are decided one at a time.
	 */
	@Transactional
	public Optional<Account> lockBySubject(String subject) {
		return locked(accounts("where account.subject = ?1", subject));
	}

	@Transactional
	public Optional<Account> lockById(UUID id) {
		return locked(accounts("where account.id = ?1", id));
	}

	/**
	 * Locks an account and all enabled administrators, in one order, so that of those who
	 * remove each other on several replicas one is left.
	 */
	@Transactional
	public List<Account> lockWithAdministrators(UUID id) {
		return accounts("where account.id = ?1 or (account.role = ADMIN and account.enabled) order by account.id", id)
			.setLockMode(LockModeType.PESSIMISTIC_WRITE)
			.getResultList();
	}

	List<Account> findBySubjectGreaterThanOrderBySubject(String after, int limit) {
		return accounts("where account.subject > ?1 order by account.subject", after).setMaxResults(limit)
			.getResultList();
	}

	/** A range of the sort key: with {@code =}, PostgreSQL may prefer to read all. */
	List<Account> findByName(String name, String after, int limit) {
		return accounts("where (account.name, account.subject) > (?1, ?2) and account.name <= ?1"
				+ " order by account.name, account.subject", name, after)
			.setMaxResults(limit)
			.getResultList();
	}

	/**
	 * Stores an account at once.
	 * @throws org.springframework.dao.DataIntegrityViolationException if the subject is
	 * taken
	 */
	@Transactional
	@SuppressWarnings("NullAway") // an account that was never stored has no id
	public Account saveAndFlush(Account account) {
		Account stored = account;
		if (account.getId() == null) {
			this.entities.persist(account);
		}
		else {
			stored = this.entities.merge(account);
		}
		this.entities.flush();
		return stored;
	}

	@Transactional
	public void delete(Account account) {
		this.entities.remove(this.entities.merge(account));
	}

	private static Optional<Account> locked(TypedQuery<Account> accounts) {
		return accounts.setLockMode(LockModeType.PESSIMISTIC_WRITE).getResultList().stream().findFirst();
	}

	private TypedQuery<Account> accounts(String which, Object... values) {
		TypedQuery<Account> query = this.entities.createQuery("select account from Account account " + which,
				Account.class);
		for (int i = 0; i < values.length; i++) {
			query.setParameter(i + 1, values[i]);
		}
		return query;
	}

}
