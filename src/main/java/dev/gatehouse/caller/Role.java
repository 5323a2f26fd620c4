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

	@JsonValue
	public String label() {
		return this.label;
	}

	public static Optional<Role> labelled(String label) {
		return Arrays.stream(values()).filter((role) -> role.label().equals(label)).findFirst();
	}

}
