package dev.gatehouse.account;

/**
 * The rights that a credential can carry, as they stand in the database and in tokens.
 */
public final class Scopes {

	/** Opens {@code /api/data}. */
	public static final String DATA_READ = "data:read";

	private Scopes() {
	}

}
