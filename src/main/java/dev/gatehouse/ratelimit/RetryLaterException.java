package dev.gatehouse.ratelimit;

import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.problem.ProblemException;

/**
 * A problem after which the caller may try again. Its answer is delayed.
 */
public class RetryLaterException extends ProblemException {

	private final long seconds;

	/**
	 * Refuses for a while.
	 * @param code what went wrong
	 * @param seconds what {@code Retry-After} says, at least 1
	 */
	public RetryLaterException(ProblemCode code, long seconds) {
		super(code);
		this.seconds = seconds;
	}

	long seconds() {
		return this.seconds;
	}

}
