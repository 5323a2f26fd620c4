package dev.gatehouse.account;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import dev.gatehouse.account.audit.AuditEvent;
import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.caller.Tier;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Changes to accounts, each with its row in the trail, and told to those who keep copies.
 */
@Component
public class AccountAdministration {

	private final Accounts accounts;

	private final AuditTrail trail;

	private final TransactionOperations transactions;

	private final ApplicationEventPublisher events;

	AccountAdministration(Accounts accounts, AuditTrail trail, TransactionOperations transactions,
			ApplicationEventPublisher events) {
		this.accounts = accounts;
		this.trail = trail;
		this.transactions = transactions;
		this.events = events;
	}

	/**
	 * Puts an account into another tier.
	 * @param id which account
	 * @param tier the new tier
	 * @param audit makes the row of the trail, given the account as it was
	 * @return the account as it is now, or empty if there is none
	 */
	public Optional<Account> changeTier(UUID id, Tier tier, Function<Account, AuditEvent> audit) {
		Optional<Account> changed = this.transactions
			.execute((transaction) -> this.accounts.lockById(id).map((account) -> {
				if (account.tier() != tier) {
					this.trail.write(audit.apply(account));
					account.subscribe(tier);
				}
				return this.accounts.saveAndFlush(account);
			}));
		return told(changed);
	}

	/**
	 * Shuts an account out, or lets it in again.
	 * @param id which account
	 * @param enabled whether it may come in
	 * @param audit makes the row of the trail, given the account as it was
	 * @return the account as it is now, or empty if there is none
	 */
	public Optional<Account> changeAccess(UUID id, boolean enabled, Function<Account, AuditEvent> audit) {
		return told(this.transactions.execute((transaction) -> this.accounts.lockById(id).map((account) -> {
			if (account.isEnabled() != enabled) {
				this.trail.write(audit.apply(account));
				if (enabled) {
					account.enable();
				}
				else {
					account.disable();
				}
			}
			return this.accounts.saveAndFlush(account);
		})));
	}

	/**
	 * Deletes an account and everything that belongs to it.
	 * @param subject which account
	 * @param audit makes the row of the trail, which stays
	 * @return false if there is none
	 */
	public boolean delete(String subject, Function<Account, AuditEvent> audit) {
		return told(this.transactions.execute((transaction) -> this.accounts.lockBySubject(subject).map((account) -> {
			this.trail.write(audit.apply(account));
			this.events.publishEvent(new AccountDeleted(account.getId()));
			this.accounts.delete(account);
			return account;
		}))).isPresent();
	}

	private Optional<Account> told(Optional<Account> changed) {
		changed.ifPresent((account) -> this.events.publishEvent(new AccountChanged(account.getId())));
		return changed;
	}

}
