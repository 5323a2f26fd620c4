package dev.gatehouse.caller;

/**
 * The order in which the filter chains are asked whether a request is theirs. The first
 * that matches is the only one that sees it.
 */
public final class ChainOrder {

	/** The paths that an API key opens. */
	public static final int API_KEY = 1;

	/** A path where schemes compose. */
	public static final int COMPOSED = 2;

	/** Every other path that an access token opens. */
	public static final int JWT = 3;

	/** A provider's login and its callback. */
	public static final int OAUTH2 = 4;

	/** Login, refresh and logout. */
	public static final int SESSION = 5;

	private ChainOrder() {
	}

}
