package dev.gatehouse.problem;

import java.util.Locale;

import org.springframework.http.HttpStatus;

/**
 * What an error is called. Each folder has an enum of its own codes; a code never changes
 * its name or its status, since callers branch on it.
 */
public interface ProblemCode {

	/**
	 * The constant's name.
	 * @return such as {@code TOKEN_EXPIRED}
	 */
	String name();

	/**
	 * The status of an answer with this code.
	 * @return 4xx or 5xx
	 */
	HttpStatus status();

	/**
	 * What the answer says when the place that refused has nothing more precise to say.
	 * @return a sentence without secrets
	 */
	String detail();

	/**
	 * The code as callers see it.
	 * @return the lower-case name, such as {@code token_expired}
	 */
	default String code() {
		return name().toLowerCase(Locale.ROOT);
	}

}
