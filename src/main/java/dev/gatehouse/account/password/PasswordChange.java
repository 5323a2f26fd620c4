package dev.gatehouse.account.password;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;

import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Gives accounts other passwords.
 */
@Component
public class PasswordChange {

	private final Accounts accounts;

	private final PasswordEncoder encoder;

	private final HashingPool hashing;

	private final TransactionOperations transactions;

	private final Clock clock;

	PasswordChange(Accounts accounts, PasswordEncoder encoder, HashingPool hashing, TransactionOperations transactions,
			Clock clock) {
		this.accounts = accounts;
		this.encoder = encoder;
		this.hashing = hashing;
		this.transactions = transactions;
		this.clock = clock;
	}

	/**
	 * Changes the password of an account that has just proved to know the old one.
	 * @param account the account as it was when it did
	 * @param password a password that {@link PasswordRules} do not object to
	 * @param alongside what is written in the same transaction
	 * @return false if the account was changed by another meanwhile
	 * @throws HashingPoolFullException if the service is too busy
	 */
	public boolean change(Account account, String password, Consumer<Account> alongside) {
		String hash = this.hashing.run(() -> this.encoder.encode(password));
		return Boolean.TRUE
			.equals(this.transactions.execute((transaction) -> this.accounts.lockBySubject(account.subject())
				.filter((current) -> current.isUnchangedSince(account))
				.map((current) -> {
					current.changePassword(hash, this.clock.instant().truncatedTo(ChronoUnit.MILLIS));
					this.accounts.saveAndFlush(current);
					alongside.accept(current);
					return true;
				})
				.orElse(false)));
	}

}
