package dev.gatehouse.account;

import java.time.Clock;
import java.util.UUID;

import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.Tier;

import dev.gatehouse.account.password.PasswordHashing;

/**
 * Accounts as the tests need them, each with a name of its own.
 */
public final class TestAccounts {

	/** The password of every account that has one. */
	public static final String PASSWORD = "correct horse battery staple";

	private final Accounts accounts;

	private final Clock clock;

	private final String hash;

	public TestAccounts(Accounts accounts, PasswordHashing hashing, Clock clock) {
		this.accounts = accounts;
		this.clock = clock;
		this.hash = hashing.encoder().encode(PASSWORD);
	}

	public Account withPassword() {
		return withHash(this.hash);
	}

	public Account withHash(String storedHash) {
		return this.accounts.saveAndFlush(Account.local(name(), storedHash, Role.USER, this.clock.instant()));
	}

	public Account withoutPassword() {
		return this.accounts.saveAndFlush(Account.client(name(), this.clock.instant()));
	}

	public Account of(Tier tier) {
		Account account = Account.client(name(), this.clock.instant());
		account.subscribe(tier);
		return this.accounts.saveAndFlush(account);
	}

	public Account disabled() {
		Account account = withPassword();
		return disable(account);
	}

	public Account disable(Account account) {
		account.enable(false);
		return this.accounts.saveAndFlush(account);
	}

	public Account bySubject(String subject) {
		return this.accounts.findBySubject(subject).orElseThrow();
	}

	private static String name() {
		return "user-" + UUID.randomUUID().toString().substring(0, 13);
	}

}
