package dev.gatehouse.service;

import java.time.Clock;
import java.util.Objects;
import java.util.Optional;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.oauth2.ProviderUser;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Finds or creates the account of a provider's user. The provider's id decides, never a
 * name or an e-mail address.
 */
@Component
record ProviderAccounts(Accounts accounts, TransactionOperations transactions, Clock clock) {

	/** The stored account, with the current name of the user at the provider. */
	Account of(ProviderUser user) {
		try {
			return find(user).orElseGet(() -> create(user));
		}
		catch (DataIntegrityViolationException taken) {
			// another first login at the same time created it
			return find(user).orElseThrow(() -> taken);
		}
	}

	/** Locked, so that renaming does not restore an account that is being deleted. */
	private Optional<Account> find(ProviderUser user) {
		String subject = Account.externalSubject(user.provider(), user.id());
		return Objects.requireNonNull(
				this.transactions.execute((transaction) -> this.accounts.lockBySubject(subject).map((account) -> {
					account.rename(user.name());
					// the last known one stays
					if (user.email() != null) {
						account.changeEmail(user.email());
					}
					return this.accounts.saveAndFlush(account);
				})));
	}

	private Account create(ProviderUser user) {
		Account account = Account.external(user.provider(), user.id(), user.name(), this.clock.instant());
		account.changeEmail(user.email());
		return this.accounts.saveAndFlush(account);
	}

}
