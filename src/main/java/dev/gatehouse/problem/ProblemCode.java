package dev.gatehouse.problem;

import java.util.Locale;

import org.springframework.http.HttpStatus;

/**
 * The name of an error. Each folder has an enum of its own codes. A code never changes
 * its name or its status, since callers branch on it.
 */
public interface ProblemCode {

	String name();

	HttpStatus status();

	/** The sentence of the answer if none is more precise. It holds no secret. */
	String detail();

	/** The code as callers see it: the name in lower case. */
	default String code() {
		return name().toLowerCase(Locale.ROOT);
	}

}
