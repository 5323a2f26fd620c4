package dev.gatehouse.account;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.Tier;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
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

	/** Changes what is not null; empty if there is no such account. */
	Optional<Account> change(UUID id, @Nullable Tier tier, @Nullable Boolean enabled, Caller actor,
			HttpServletRequest request) {
		boolean disables = Boolean.FALSE.equals(enabled);
		return lock(id, disables).map((account) -> {
			if (disables && account.subject().equals(actor.subject())) {
				throw new ProblemException(CommonProblem.INVALID_REQUEST,
						"enabled must not be false for your own account");
			}
			if (tier != null && account.tier() != tier) {
				audit("account.tier_changed", account, actor, request, account.tier().label() + " to " + tier.label());
				account.subscribe(tier);
			}
			if (enabled != null && account.isEnabled() != enabled) {
				audit(enabled ? "account.enabled" : "account.disabled", account, actor, request, null);
				account.enable(enabled);
			}
			return changed(account);
		});
	}

	/**
	 * Deletes an account and everything that belongs to it; the trail stays.
	 * @param account the account, as it was when its owner was asked for the password
	 * @return false if it is gone, disabled, or has another password by now
	 */
	public boolean delete(Account account, Caller owner, HttpServletRequest request) {
		return lock(account.getId(), true).filter((current) -> current.isUnchangedSince(account)).map((current) -> {
			audit("account.deleted", current, owner, request, null);
			this.events.publishEvent(new Account.Deleted(current.getId()));
			this.accounts.delete(current);
			return changed(current);
		}).isPresent();
	}

	/** Refuses to remove the last enabled administrator. */
	private Optional<Account> lock(UUID id, boolean removes) {
		if (!removes) {
			return this.accounts.lockById(id);
		}
		List<Account> locked = this.accounts.lockWithAdministrators(id);
		Optional<Account> account = locked.stream().filter((each) -> each.getId().equals(id)).findFirst();
		if (locked.size() == 1 && account.filter((last) -> last.role() == Role.ADMIN && last.isEnabled()).isPresent()) {
			throw new ProblemException(AccountProblem.LAST_ADMINISTRATOR);
		}
		return account;
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
