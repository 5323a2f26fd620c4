package dev.gatehouse.ratelimit;

import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.problem.ProblemException;

/**
 * A problem after which the caller may try again. Its answer is delayed.
 */
public class RetryLaterException extends ProblemException {

	private final long seconds;

	/**
	 * Refuses a request for some time.
	 * @param code the code of the problem
	 * @param seconds the value of {@code Retry-After}, at least 1
	 */
	public RetryLaterException(ProblemCode code, long seconds) {
		super(code);
		this.seconds = seconds;
	}

	long seconds() {
		return this.seconds;
	}

}
