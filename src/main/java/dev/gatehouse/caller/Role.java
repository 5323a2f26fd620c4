package dev.gatehouse.caller;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What an account may administer. Never taken from a request.
 */
public enum Role {

	USER, ADMIN;

	private final String label = name().toLowerCase(Locale.ROOT);

	/**
	 * The role as callers see it.
	 * @return the lower-case name, such as {@code admin}
	 */
	@JsonValue
	public String label() {
		return this.label;
	}

	/**
	 * The role of that label.
	 * @param label exactly as {@link #label()} writes it
	 * @return the role, if there is one
	 */
	public static Optional<Role> labelled(String label) {
		return Arrays.stream(values()).filter((role) -> role.label().equals(label)).findFirst();
	}

}
