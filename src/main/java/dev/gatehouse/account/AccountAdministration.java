package dev.gatehouse.account;

import java.util.Optional;
import java.util.UUID;

import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.Tier;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Changes to accounts: each writes a row to the trail and is published.
 */
@Component
@Transactional
public class AccountAdministration {

	private final Accounts accounts;

	private final AuditTrail trail;

	private final ApplicationEventPublisher events;

	AccountAdministration(Accounts accounts, AuditTrail trail, ApplicationEventPublisher events) {
		this.accounts = accounts;
		this.trail = trail;
		this.events = events;
	}

	/** Puts an account into another tier; empty if there is no such account. */
	Optional<Account> changeTier(UUID id, Tier tier, Caller actor, HttpServletRequest request) {
		return this.accounts.lockById(id).map((account) -> {
			if (account.tier() != tier) {
				audit("account.tier_changed", account, actor, request, account.tier().label() + " to " + tier.label());
				account.subscribe(tier);
			}
			return changed(account);
		});
	}

	/** Enables or disables an account; empty if there is no such account. */
	Optional<Account> changeAccess(UUID id, boolean enabled, Caller actor, HttpServletRequest request) {
		return this.accounts.lockById(id).map((account) -> {
			if (enabled && !account.isEnabled()) {
				audit("account.enabled", account, actor, request, null);
				account.enable();
			}
			if (!enabled && account.isEnabled()) {
				audit("account.disabled", account, actor, request, null);
				account.disable();
			}
			return changed(account);
		});
	}

	/**
	 * Deletes the caller's account and everything that belongs to it; the trail stays.
	 * @return false if there is no such account
	 */
	public boolean delete(Caller owner, HttpServletRequest request) {
		return this.accounts.lockBySubject(owner.subject()).map((account) -> {
			audit("account.deleted", account, owner, request, null);
			this.events.publishEvent(new Account.Deleted(account.getId()));
			this.accounts.delete(account);
			return changed(account);
		}).isPresent();
	}

	private void audit(String action, Account account, Caller actor, HttpServletRequest request,
			@Nullable String detail) {
		this.trail.write(this.trail.event(action, account.getId(), actor.subject(), request)
			.withScheme(actor.scheme().label())
			.withDetail(detail));
	}

	private Account changed(Account account) {
		this.events.publishEvent(new Account.Changed(account.getId()));
		return account;
	}

}
