package dev.gatehouse.session;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.account.password.HashingPool;
import dev.gatehouse.account.password.PasswordLogin;
import dev.gatehouse.caller.AuthenticationOutcome;
import dev.gatehouse.caller.ClientAddress;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.ratelimit.RetryLaterException;
import dev.gatehouse.session.LoginThrottle.Lock;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Checks a name and a password: throttle, hashing pool, check, trail. The failure is
 * spent where the hashing begins, so that of many attempts at once no more than the limit
 * reach the hash, and correct ones do not block each other.
 */
@Component
public class ThrottledLogin {

	private static final String SCHEME = "password";

	private final LoginThrottle throttle;

	private final HashingPool hashing;

	private final PasswordLogin passwords;

	private final Accounts accounts;

	private final AuditTrail trail;

	private final ApplicationEventPublisher events;

	/** Locks that the trail already has. */
	private final Cache<String, Boolean> told = Caffeine.newBuilder()
		.maximumSize(100_000)
		.expireAfterWrite(Duration.ofMinutes(1))
		.build();

	ThrottledLogin(LoginThrottle throttle, HashingPool hashing, PasswordLogin passwords, Accounts accounts,
			AuditTrail trail, ApplicationEventPublisher events) {
		this.throttle = throttle;
		this.hashing = hashing;
		this.passwords = passwords;
		this.accounts = accounts;
		this.trail = trail;
		this.events = events;
	}

	/**
	 * The account of a name and a password.
	 * @throws ProblemException {@code invalid_credentials}, {@code rate_limited} while
	 * locked, {@code service_busy} if too many passwords wait to be checked
	 */
	public Account check(String username, String password, HttpServletRequest request) {
		String address = ClientAddress.of(request);
		Optional<Lock> lock = this.throttle.lockOf(username, address);
		Outcome outcome = lock.isPresent() ? new Outcome(null, lock.get()) : hash(username, password, address);
		if (outcome.account() != null) {
			this.events.publishEvent(new AuthenticationOutcome(SCHEME, AuthenticationOutcome.SUCCESS));
			return outcome.account();
		}
		if (outcome.lock() != null) {
			throw refused(new RetryLaterException(CommonProblem.RATE_LIMITED, outcome.lock().seconds()));
		}
		audit("login.failed", username, request);
		// by the failure that causes it: a request that is refused with 429 writes
		// nothing
		this.throttle.lockOf(username, address)
			.filter((caused) -> this.told.asMap().putIfAbsent(caused.id(), true) == null)
			.ifPresent((caused) -> audit("login.locked", username, request));
		throw refused(new ProblemException(SessionProblem.INVALID_CREDENTIALS));
	}

	private Outcome hash(String username, String password, String address) {
		try {
			return this.hashing.run(username, () -> attempt(username, password, address));
		}
		catch (RetryLaterException busy) {
			throw refused(busy);
		}
	}

	private Outcome attempt(String username, String password, String address) {
		Optional<Lock> lock = this.throttle.spend(username, address);
		if (lock.isPresent()) {
			return new Outcome(null, lock.get());
		}
		boolean failed = false;
		try {
			Account account = this.passwords.check(username, password).orElse(null);
			failed = (account == null);
			return new Outcome(account, null);
		}
		finally {
			// an unreachable database is no wrong password
			if (!failed) {
				this.throttle.refund(username, address);
			}
		}
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

	private ProblemException refused(ProblemException problem) {
		this.events.publishEvent(new AuthenticationOutcome(SCHEME, problem.code().code()));
		return problem;
	}

	/** An account, a lock, or neither for wrong credentials. */
	private record Outcome(@Nullable Account account, @Nullable Lock lock) {
	}

}
