package dev.gatehouse.problem;

import java.util.Locale;

import org.springframework.http.HttpStatus;

/**
 * What an error is called. Each folder has an enum of its own codes; a code never changes
 * its name or its status, since callers branch on it.
 */
public interface ProblemCode {

	String name();

	HttpStatus status();

	/** What the answer says where nothing more precise is known: no secret. */
	String detail();

	/** The code as callers see it: the name in lower case. */
	default String code() {
		return name().toLowerCase(Locale.ROOT);
	}

}
