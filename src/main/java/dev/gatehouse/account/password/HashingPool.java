package dev.gatehouse.account.password;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.gatehouse.account.AccountProblem;
import dev.gatehouse.ratelimit.RetryLaterException;

/**
 * Bounds how many passwords are hashed and measured at once, with a short queue. A hash
 * is slow on purpose, so without a bound a flood of logins would take every processor.
 */
public class HashingPool {

	/** About two seconds of work. */
	private static final int MAX_WAITING_PER_PERMIT = 32;

	private static final int TIMEOUT_SECONDS = 10;

	private final int size;

	/** Those that work, in the order in which they came. */
	private final Semaphore working;

	/** Those that work or wait. */
	private final Semaphore admitted;

	HashingPool(int size) {
		this.size = size;
		this.working = new Semaphore(size, true);
		this.admitted = new Semaphore(size + size * MAX_WAITING_PER_PERMIT);
	}

	/**
	 * Does something that hashes a password, on the thread of the caller.
	 * @throws RetryLaterException {@code service_busy} if too many wait, or for too long;
	 * nothing was done then
	 */
	public <T> T run(Supplier<T> work) {
		if (!this.admitted.tryAcquire()) {
			throw busy();
		}
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
