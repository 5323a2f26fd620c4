package dev.gatehouse.caller;

/**
 * The order of the filter chains. Only the first chain that matches a request sees it.
 */
public final class ChainOrder {

	public static final int API_KEY = 1;

	/** Chains that take several schemes. */
	public static final int COMPOSED = 2;

	public static final int JWT = 3;

	public static final int OAUTH2 = 4;

	public static final int SESSION = 5;

	public static final int PASSKEY = 6;

	private ChainOrder() {
	}

}
