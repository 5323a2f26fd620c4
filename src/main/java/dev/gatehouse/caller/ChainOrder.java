package dev.gatehouse.caller;

/**
 * The order in which the filter chains are asked whether a request is theirs. The first
 * that matches is the only one that sees it.
 */
public final class ChainOrder {

	public static final int API_KEY = 1;

	/** Where schemes compose. */
	public static final int COMPOSED = 2;

	public static final int JWT = 3;

	public static final int OAUTH2 = 4;

	public static final int SESSION = 5;

	private ChainOrder() {
	}

}
