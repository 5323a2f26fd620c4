package dev.gatehouse.jwt;

/**
 * Which sessions are over before their tokens are. Asked for every token, so it must not
 * ask a database. Without a bean of this type, every unexpired token is live.
 */
public interface RevocationList {

	/**
	 * Tells whether a session is over.
	 * @param sessionId the {@code sid} of a token that is good otherwise
	 * @return what is known of it
	 */
	Standing standingOf(String sessionId);

	/** What is known of a session. {@code UNKNOWN} is too old to rely on. */
	enum Standing {

		LIVE, REVOKED, UNKNOWN

	}

}
