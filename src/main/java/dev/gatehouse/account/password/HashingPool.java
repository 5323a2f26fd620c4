package dev.gatehouse.account.password;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.AccountProblem;
import dev.gatehouse.caller.ClientAddress;
import dev.gatehouse.ratelimit.RetryLaterException;

import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Bounds how many passwords are hashed and measured at once, with a short queue. A hash
 * is slow on purpose, so without a bound a flood of logins would take every processor. No
 * account and no address has the queue for itself, whether or not its password is
 * correct.
 */
public class HashingPool {

	/** About two seconds of work. */
	private static final int MAX_WAITING_PER_PERMIT = 32;

	/** Enough for a browser that opens its tabs again. */
	private static final int MIN_SHARE = 16;

	private static final int TIMEOUT_SECONDS = 10;

	private final int size;

	/** Those that work, in the order in which they came. */
	private final Semaphore working;

	/** Those that work or wait. */
	private final Semaphore admitted;

	/** How many of them may be of one account, or of one address. */
	private final int share;

	private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

	HashingPool(int size) {
		this.size = size;
		this.working = new Semaphore(size, true);
		int all = size + size * MAX_WAITING_PER_PERMIT;
		this.admitted = new Semaphore(all);
		this.share = Math.max(MIN_SHARE, all / 4);
	}

	/**
	 * Does something that hashes a password, on the thread of the caller.
	 * @param username the account, or the name that was typed
	 * @param work what to do
	 * @throws RetryLaterException {@code service_busy} if too many wait, or for too long;
	 * nothing was done then
	 */
	public <T> T run(String username, Supplier<T> work) {
		List<String> parties = parties(username);
		// all are entered before one refuses, so that all can be left
		List<Integer> counts = parties.stream().map((party) -> this.underWay.merge(party, 1, Integer::sum)).toList();
		try {
			if (counts.stream().anyMatch((count) -> count > this.share) || !this.admitted.tryAcquire()) {
				throw busy();
			}
			return await(work);
		}
		finally {
			parties.forEach(
					(party) -> this.underWay.computeIfPresent(party, (key, count) -> (count > 1) ? count - 1 : null));
		}
	}

	/** The address is that of the request that this thread handles, if it handles one. */
	private static List<String> parties(String username) {
		String account = "account " + Account.key(username);
		return (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current)
				? List.of(account, "address " + ClientAddress.of(current.getRequest())) : List.of(account);
	}

	private <T> T await(Supplier<T> work) {
		try {
			if (!this.working.tryAcquire(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
				throw busy();
			}
			try {
				return work.get();
			}
			finally {
				this.working.release();
			}
		}
		catch (InterruptedException interrupted) {
			Thread.currentThread().interrupt();
			throw busy();
		}
		finally {
			this.admitted.release();
		}
	}

	int active() {
		return this.size - this.working.availablePermits();
	}

	int waiting() {
		return this.working.getQueueLength();
	}

	private static RetryLaterException busy() {
		return new RetryLaterException(AccountProblem.SERVICE_BUSY, 2);
	}

}
