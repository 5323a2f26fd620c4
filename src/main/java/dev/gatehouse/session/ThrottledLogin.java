package dev.gatehouse.session;

import java.util.Optional;
import java.util.UUID;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.account.password.HashingPool;
import dev.gatehouse.account.password.PasswordLogin;
import dev.gatehouse.caller.AuthenticationOutcome;
import dev.gatehouse.caller.ClientAddress;
import dev.gatehouse.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Checks a name and a password: throttle, hashing pool, check, trail. The failure is
 * spent where the hashing begins, so that of many attempts at once no more than the limit
 * reach the hash, and correct ones do not block each other.
 */
@Component
public record ThrottledLogin(LoginThrottle throttle, HashingPool hashing, PasswordLogin passwords, Accounts accounts,
		AuditTrail trail, ApplicationEventPublisher events) {

	private static final String SCHEME = "password";

	/**
	 * The account of a name and a password.
	 * @throws ProblemException {@code invalid_credentials}, {@code rate_limited} while
	 * locked, {@code service_busy} if too many passwords wait to be checked
	 */
	public Account check(String username, String password, HttpServletRequest request) {
		String address = ClientAddress.of(request);
		try {
			this.throttle.requireUnlocked(username, address);
			Account account = this.hashing.run(username, () -> attempt(username, password, address))
				.orElseThrow(() -> failed(username, address, request));
			this.events.publishEvent(new AuthenticationOutcome(SCHEME, AuthenticationOutcome.SUCCESS));
			return account;
		}
		catch (ProblemException refused) {
			this.events.publishEvent(new AuthenticationOutcome(SCHEME, refused.code().code()));
			throw refused;
		}
	}

	private Optional<Account> attempt(String username, String password, String address) {
		this.throttle.spend(username, address);
		boolean failed = false;
		try {
			Optional<Account> account = this.passwords.check(username, password);
			failed = account.isEmpty();
			return account;
		}
		finally {
			// an unreachable database is no wrong password
			if (!failed) {
				this.throttle.refund(username, address);
			}
		}
	}

	/** A request that is refused with 429 writes nothing: the failure before it does. */
	private ProblemException failed(String username, String address, HttpServletRequest request) {
		audit("login.failed", username, request);
		if (this.throttle.isNewlyLocked(username, address)) {
			audit("login.locked", username, request);
		}
		return new ProblemException(SessionProblem.INVALID_CREDENTIALS);
	}

	/**
	 * The name is not stored: people type passwords there. All four ways to fail write
	 * one row, so that their times do not differ.
	 */
	private void audit(String action, String username, HttpServletRequest request) {
		UUID aimedAt = Account.isUserName(username)
				? this.accounts.findBySubjectKey(Account.key(username)).map(Account::getId).orElse(null) : null;
		this.trail.write(this.trail.event(action, aimedAt, AuditTrail.NOBODY, request).failed().withScheme(SCHEME));
	}

}
