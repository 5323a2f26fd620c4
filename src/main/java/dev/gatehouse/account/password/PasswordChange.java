package dev.gatehouse.account.password;

import java.util.function.Consumer;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;

import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Gives an account another password.
 */
@Component
public class PasswordChange {

	private final Accounts accounts;

	private final PasswordEncoder encoder;

	private final HashingPool hashing;

	private final TransactionOperations transactions;

	PasswordChange(Accounts accounts, PasswordHashing hashed, HashingPool hashing, TransactionOperations transactions) {
		this.accounts = accounts;
		this.encoder = hashed.encoder();
		this.hashing = hashing;
		this.transactions = transactions;
	}

	/**
	 * Changes the password of an account that has just proved to know the old one.
	 * @throws HashingPoolFullException if too many passwords are waiting
	 */
	public boolean change(Account account, String password, Consumer<Account> alongside) {
		String hash = this.hashing.run(() -> this.encoder.encode(password));
		return this.transactions.execute((transaction) -> this.accounts.lockBySubject(account.subject())
			.filter((current) -> current.isUnchangedSince(account))
			.map((current) -> {
				current.changePassword(hash);
				this.accounts.saveAndFlush(current);
				alongside.accept(current);
				return current;
			})).isPresent();
	}

}
