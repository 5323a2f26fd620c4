package dev.gatehouse.account;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import dev.gatehouse.account.audit.AuditEvent;
import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.caller.Tier;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Changes to accounts: each writes a row to the trail and is published.
 */
@Component
public record AccountAdministration(Accounts accounts, AuditTrail trail, TransactionOperations transactions,
		ApplicationEventPublisher events) {

	/**
	 * Puts an account into another tier.
	 * @param id which account
	 * @param tier the new tier
	 * @param audit makes the row of the trail, given the account as it was
	 * @return the account as it is now, or empty if there is none
	 */
	Optional<Account> changeTier(UUID id, Tier tier, Function<Account, AuditEvent> audit) {
		return change(id, (account) -> account.tier() != tier, (account) -> account.subscribe(tier), audit);
	}

	/**
	 * Disables or enables an account.
	 * @param id which account
	 * @param enabled whether it may call
	 * @param audit makes the row of the trail, given the account as it was
	 * @return the account as it is now, or empty if there is none
	 */
	Optional<Account> changeAccess(UUID id, boolean enabled, Function<Account, AuditEvent> audit) {
		return change(id, (account) -> account.isEnabled() != enabled, enabled ? Account::enable : Account::disable,
				audit);
	}

	/**
	 * Deletes an account and everything that belongs to it.
	 * @param subject which account
	 * @param audit makes the row of the trail, which stays
	 * @return false if there is none
	 */
	public boolean delete(String subject, Function<Account, AuditEvent> audit) {
		return publish(
				this.transactions.execute((transaction) -> this.accounts.lockBySubject(subject).map((account) -> {
					this.trail.write(audit.apply(account));
					this.events.publishEvent(new AccountDeleted(account.getId()));
					this.accounts.delete(account);
					return account;
				})))
			.isPresent();
	}

	private Optional<Account> change(UUID id, Predicate<Account> isChange, Consumer<Account> change,
			Function<Account, AuditEvent> audit) {
		return publish(this.transactions.execute((transaction) -> this.accounts.lockById(id).map((account) -> {
			if (isChange.test(account)) {
				this.trail.write(audit.apply(account));
				change.accept(account);
			}
			return this.accounts.saveAndFlush(account);
		})));
	}

	private Optional<Account> publish(Optional<Account> changed) {
		changed.ifPresent((account) -> this.events.publishEvent(new AccountChanged(account.getId())));
		return changed;
	}

}
