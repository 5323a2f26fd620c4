package dev.gatehouse.jwt;

/**
 * Port: which sessions ended before their tokens expire. Asked for every token, so it
 * must not ask a database. Without a bean of this type, every unexpired token is live.
 */
public interface RevocationList {

	/** What is known of the session in the {@code sid} of an otherwise good token. */
	Standing standingOf(String sessionId);

	/** {@code UNKNOWN} if the list is too old to rely on. */
	enum Standing {

		LIVE, REVOKED, UNKNOWN

	}

}
