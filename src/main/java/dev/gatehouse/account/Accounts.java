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
 * All accounts. Not a Spring Data interface: its infrastructure alone would be a tenth of
 * the start.
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

	public boolean existsBySubjectKey(String subjectKey) {
		return !accounts("where account.subjectKey = ?1", subjectKey).getResultList().isEmpty();
	}

	public boolean existsByRole(Role role) {
		return !accounts("where account.role = ?1", role).setMaxResults(1).getResultList().isEmpty();
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

	public List<Account> findAllByOrderBySubject(int limit) {
		return accounts("order by account.subject").setMaxResults(limit).getResultList();
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
