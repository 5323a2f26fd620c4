package dev.gatehouse.standin;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The scopes of a grant: asked for with spaces, answered with commas, as GitHub does.
 */
record Scope(Set<String> names) {

	static Scope parse(@Nullable String asked) {
		Set<String> names = new LinkedHashSet<>();
		if (asked != null) {
			Arrays.stream(asked.split("[ ,]")).filter((name) -> !name.isEmpty()).forEach(names::add);
		}
		return new Scope(names);
	}

	boolean allowsEmails() {
		return this.names.contains("user:email") || this.names.contains("user");
	}

	@Override
	public String toString() {
		return String.join(",", this.names);
	}

}
