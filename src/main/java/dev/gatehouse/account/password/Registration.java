package dev.gatehouse.account.password;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.caller.Role;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Creates accounts on request. Role and tier are the lowest, whatever was asked.
 */
@Component
class Registration {

	private final Accounts accounts;

	private final PasswordEncoder encoder;

	private final HashingPool hashing;

	private final TransactionOperations transactions;

	private final Clock clock;

	Registration(Accounts accounts, PasswordHashing hashed, HashingPool hashing, TransactionOperations transactions,
			Clock clock) {
		this.accounts = accounts;
		this.encoder = hashed.encoder();
		this.hashing = hashing;
		this.transactions = transactions;
		this.clock = clock;
	}

	/** Whether no account has the name, in whatever case. */
	boolean isFree(String username) {
		return !this.accounts.existsBySubjectKey(Account.key(username));
	}

	/**
	 * Creates an account with a password.
	 * @param username a well-formed user name
	 * @param password a password that {@link PasswordRules} accept
	 * @param alongside what is written in the same transaction
	 * @return the stored account, or empty if the name is taken
	 * @throws HashingPoolFullException if too many passwords are waiting
	 */
	Optional<Account> register(String username, String password, Consumer<Account> alongside) {
		String hash = this.hashing.run(() -> this.encoder.encode(password));
		try {
			return Optional.ofNullable(this.transactions.execute((transaction) -> {
				Account account = this.accounts
					.saveAndFlush(Account.local(username, hash, Role.USER, this.clock.instant()));
				alongside.accept(account);
				return account;
			}));
		}
		catch (DataIntegrityViolationException taken) {
			return Optional.empty();
		}
	}

}
