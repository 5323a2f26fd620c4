package dev.gatehouse.jwt;

/**
 * Which sessions are over before their tokens are. Asked for every token, so it must not
 * ask a database.
 */
public interface RevocationList {

	/**
	 * Whether a session is over.
	 * @param sessionId the {@code sid} of a token that is good otherwise
	 * @return what is known of it
	 */
	Standing standingOf(String sessionId);

	/** What is known of a session. */
	enum Standing {

		/** It goes on. */
		LIVE,
		/** It is over. */
		REVOKED,
		/** What is known is too old to rely on. */
		UNKNOWN

	}

}
