package dev.gatehouse.service;

import java.time.Clock;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.account.password.PasswordHashing;
import dev.gatehouse.caller.Role;
import dev.gatehouse.session.Sessions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.env.Environment;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Makes the account {@code admin} an administrator if a password for it is configured and
 * no administrator is enabled, before the first request is accepted.
 */
@Component
record FirstAdmin(Accounts accounts, PasswordHashing hashing, Sessions sessions, AuditTrail trail,
		TransactionOperations transactions, ApplicationEventPublisher events, Clock clock,
		Environment environment) implements SmartInitializingSingleton {

	private static final String NAME = "admin";

	private static final Logger logger = LoggerFactory.getLogger(FirstAdmin.class);

	@Override
	public void afterSingletonsInstantiated() {
		String password = this.environment.getProperty("gatehouse.admin-password", "");
		if (password.isEmpty() || this.accounts.existsByRoleAndEnabledTrue(Role.ADMIN)) {
			return;
		}
		String hash = this.hashing.encoder().encode(password);
		try {
			this.transactions.executeWithoutResult((transaction) -> this.accounts.findBySubjectKey(NAME)
				.ifPresentOrElse((account) -> restore(account, hash),
						() -> this.accounts.saveAndFlush(Account.local(NAME, hash, Role.ADMIN, this.clock.instant()))));
		}
		catch (DataIntegrityViolationException made) {
			return; // by another replica, just now
		}
		logger.info("Created the account {} with the configured password", NAME);
	}

	/**
	 * Of an account that is disabled or no administrator; no session of it may become
	 * one.
	 */
	private void restore(Account account, String hash) {
		account.changePassword(hash);
		account.appoint();
		this.sessions.endAll(account, null, null, "administrator_restored");
		this.trail.write(this.trail.event("account.restored", account.getId(), AuditTrail.NOBODY, null));
		this.events.publishEvent(new Account.Changed(account.getId()));
		logger.warn("There was no administrator: {} is one again", NAME);
	}

}
