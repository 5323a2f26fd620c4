package dev.gatehouse.service;

import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.oauth2.ProviderUser;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Finds or creates the account of a provider's user by its identity, which is the
 * provider, its issuer and its id: never by a name or an e-mail address.
 */
@Component
record ProviderAccounts(Accounts accounts, Identities identities, TransactionOperations transactions, Clock clock) {

	private static final int MAX_SUBJECT = 200;

	/** The stored account, with the current name of the user at the provider. */
	Account of(ProviderUser user) {
		try {
			return login(user).orElseGet(() -> create(user));
		}
		catch (DataIntegrityViolationException taken) {
			// by another first login at the same time, of this identity or of its subject
			return login(user).orElseGet(() -> create(user));
		}
	}

	/** Locked, so that renaming does not restore an account that is being deleted. */
	private Optional<Account> login(ProviderUser user) {
		return Objects.requireNonNull(this.transactions.execute((transaction) -> this.identities.ownerOf(user)
			.flatMap(this.accounts::lockById)
			.filter((account) -> this.identities.use(user, account))
			.map((account) -> describe(account, user))));
	}

	/** Only the provider that an account was made for names it. */
	private Account describe(Account account, ProviderUser user) {
		if (account.subject().startsWith(user.provider() + "|")) {
			account.rename(user.name());
			// the last known one stays
			if (user.email() != null) {
				account.changeEmail(user.email());
			}
		}
		return this.accounts.saveAndFlush(account);
	}

	/**
	 * The id becomes part of the subject, unless that is taken, too long or not plain.
	 */
	private Account create(ProviderUser user) {
		return Objects.requireNonNull(this.transactions.execute((transaction) -> {
			String subject = user.provider() + "|" + user.id();
			boolean free = subject.length() <= MAX_SUBJECT && user.id().matches("[!-~]+")
					&& this.accounts.findBySubject(subject).isEmpty();
			Account account = Account.external(user.provider(), free ? user.id() : UUID.randomUUID().toString(),
					user.name(), this.clock.instant());
			account.changeEmail(user.email());
			Account stored = this.accounts.saveAndFlush(account);
			this.identities.insert(user, stored);
			this.identities.use(user, stored);
			return stored;
		}));
	}

}
