package dev.gatehouse.account;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.gatehouse.caller.Role;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;

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
		return first("where subject = ?1", subject);
	}

	public Optional<Account> findById(UUID id) {
		return first("where id = ?1", id);
	}

	/** The account of a name as somebody typed it, see {@link Account#key}. */
	public Optional<Account> findBySubjectKey(String subjectKey) {
		return first("where subject_key = ?1", subjectKey);
	}

	public boolean existsByRoleAndEnabledTrue(Role role) {
		return first("where role = ?1 and enabled limit 1", role.name()).isPresent();
	}

	/**
	 * Locks an account until the transaction ends, so that changes to it and to what it
	 * owns are decided one at a time.
	 */
	@Transactional
	public Optional<Account> lockBySubject(String subject) {
		return first("where subject = ?1 for update", subject);
	}

	@Transactional
	public Optional<Account> lockById(UUID id) {
		return first("where id = ?1 for update", id);
	}

	/**
	 * Locks an account and all enabled administrators, in one order, so that of those who
	 * remove each other on several replicas one is left.
	 */
	@Transactional
	public List<Account> lockWithAdministrators(UUID id) {
		return accounts("where id = ?1 or (role = 'ADMIN' and enabled) order by id for update", id);
	}

	List<Account> findBySubjectGreaterThanOrderBySubject(String after, int limit) {
		return accounts("where subject > ?1 order by subject limit ?2", after, limit);
	}

	/** A range of the sort key: with {@code =}, PostgreSQL may prefer to read all. */
	List<Account> findByName(String name, String after, int limit) {
		return accounts("where (name, subject) > (?1, ?2) and name <= ?1 order by name, subject limit ?3", name, after,
				limit);
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

	/**
	 * Stores another hash of the same password.
	 * @return false if the account has another hash than this copy by now
	 */
	@Transactional
	public boolean rehash(Account account, String hash) {
		boolean stored = this.entities
			.createNativeQuery("update account set password_hash = ?1 where id = ?2 and password_hash = ?3")
			.setParameter(1, hash)
			.setParameter(2, account.getId())
			.setParameter(3, account.passwordHash())
			.executeUpdate() == 1;
		if (stored) {
			account.changePassword(hash);
		}
		return stored;
	}

	@Transactional
	public void delete(Account account) {
		this.entities.remove(this.entities.merge(account));
	}

	private Optional<Account> first(String which, Object... values) {
		return accounts(which, values).stream().findFirst();
	}

	/**
	 * In SQL: the parser of Hibernate's query language costs every start a quarter of a
	 * second.
	 */
	@SuppressWarnings("unchecked")
	private List<Account> accounts(String which, Object... values) {
		Query query = this.entities.createNativeQuery("select * from account " + which, Account.class);
		for (int i = 0; i < values.length; i++) {
			query.setParameter(i + 1, values[i]);
		}
		return query.getResultList();
	}

}
