package dev.gatehouse.caller;

import java.util.Set;

/**
 * The rights that a credential can carry, as they stand in the database and in tokens.
 */
public final class Scopes {

	/** Opens {@code /api/data}. */
	public static final String DATA_READ = "data:read";

	/** Every right there is. */
	public static final Set<String> ALL = Set.of(DATA_READ);

	private Scopes() {
	}

}
