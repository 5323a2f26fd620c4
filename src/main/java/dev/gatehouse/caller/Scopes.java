package dev.gatehouse.caller;

/**
 * The scopes that a credential can carry, in the database and in tokens.
 */
public final class Scopes {

	/** Opens {@code /api/data}. */
	public static final String DATA_READ = "data:read";

	private Scopes() {
	}

}
