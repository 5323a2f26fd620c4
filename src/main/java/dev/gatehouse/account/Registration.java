package dev.gatehouse.account;

import java.time.Clock;
import java.util.Optional;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Makes accounts for those who ask. Role and tier are the lowest, whatever was asked.
 */
@Component
public class Registration {

	private final Accounts accounts;

	private final PasswordEncoder encoder;

	private final HashingPool hashing;

	private final Clock clock;

	Registration(Accounts accounts, PasswordEncoder encoder, HashingPool hashing, Clock clock) {
		this.accounts = accounts;
		this.encoder = encoder;
		this.hashing = hashing;
		this.clock = clock;
	}

	/**
	 * Makes an account with a password.
	 * @param username the name, of the form of user names
	 * @param password a password that {@link PasswordRules} do not object to
	 * @return the stored account, or empty if the name is taken
	 * @throws HashingPoolFullException if the service is too busy
	 */
	public Optional<Account> register(String username, String password) {
		if (this.accounts.existsBySubjectIgnoreCase(username)) {
			return Optional.empty();
		}
		String hash = this.hashing.run(() -> this.encoder.encode(password));
		try {
			return Optional
				.of(this.accounts.saveAndFlush(Account.local(username, hash, Role.USER, this.clock.instant())));
		}
		catch (DataIntegrityViolationException taken) {
			return Optional.empty(); // by another, just now
		}
	}

}
