package dev.gatehouse.caller;

/**
 * The order in which the filter chains are asked whether a request is theirs. The first
 * that matches is the only one that sees it.
 */
public final class ChainOrder {

	/** {@code /api/data}. */
	public static final int API_KEY = 1;

	/** {@code /api/whoami}, the one place where schemes compose. */
	public static final int WHOAMI = 2;

	/** Every other path below {@code /api}. */
	public static final int JWT = 3;

	/** {@code /auth/github} and its callback. */
	public static final int OAUTH2 = 4;

	/** Everything else. */
	public static final int PUBLIC = 5;

	private ChainOrder() {
	}

}
