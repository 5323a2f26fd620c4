package dev.gatehouse.account;

import java.util.Optional;
import java.util.UUID;

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

	/**
	 * Stores an account at once, so that a subject that is taken shows here.
	 * @param account new or changed
	 * @return the stored account
	 * @throws org.springframework.dao.DataIntegrityViolationException if the subject is
	 * taken
	 */
	Account saveAndFlush(Account account);

}
