package dev.gatehouse.caller;

import dev.gatehouse.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a query parameter that is on or off. Spring reads {@code ?x} as false; here it is
 * true.
 */
public final class Flag {

	private Flag() {
	}

	/** On if the parameter is {@code true} or has no value; off if it is absent. */
	public static boolean isOn(String name, @Nullable String value) {
		if (value == null || value.equals("false")) {
			return false;
		}
		if (value.isEmpty() || value.equals("true")) {
			return true;
		}
		throw ProblemException.invalid(name + " must be true or false");
	}

}
