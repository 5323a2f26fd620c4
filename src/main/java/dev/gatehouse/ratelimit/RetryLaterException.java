package dev.gatehouse.ratelimit;

import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.problem.ProblemException;

/**
 * A problem that the caller may try again after a while.
 */
public final class RetryLaterException extends ProblemException {

	private final long seconds;

	/**
	 * Refuses for a while.
	 * @param code what went wrong
	 * @param seconds what {@code Retry-After} says, 1 at least
	 */
	public RetryLaterException(ProblemCode code, long seconds) {
		super(code);
		this.seconds = seconds;
	}

	long seconds() {
		return this.seconds;
	}

}
