package dev.gatehouse.caller;

import java.util.Set;

/**
 * The scopes that a credential can carry, in the database and in tokens.
 */
public final class Scopes {

	/** Opens {@code /api/data}. */
	public static final String DATA_READ = "data:read";

	/** All scopes. */
	public static final Set<String> ALL = Set.of(DATA_READ);

	private Scopes() {
	}

}
