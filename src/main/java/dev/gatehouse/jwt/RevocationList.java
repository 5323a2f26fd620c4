package dev.gatehouse.jwt;

/**
 * Which sessions are over before their tokens are. Asked for every token, so it must not
 * ask a database. Without a bean of this type, every unexpired token is live.
 */
public interface RevocationList {

	/**
	 * What is known of the session in the {@code sid} of a token that is good otherwise.
	 */
	Standing standingOf(String sessionId);

	/** {@code UNKNOWN} if the list is too old to rely on. */
	enum Standing {

		LIVE, REVOKED, UNKNOWN

	}

}
