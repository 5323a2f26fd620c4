package dev.gatehouse.session;

import dev.gatehouse.feed.ChangeFeed;
import dev.gatehouse.jwt.RevocationList;

import org.springframework.stereotype.Component;

/**
 * The sessions that ended before their access tokens expire, from the feed of changes: a
 * session is in it only if its tokens must be refused.
 */
@Component
record Revocations(ChangeFeed feed) implements RevocationList {

	@Override
	public Standing standingOf(String sessionId) {
		if (this.feed.isChanged(sessionId)) {
			return Standing.REVOKED;
		}
		return this.feed.isFresh() ? Standing.LIVE : Standing.UNKNOWN;
	}

}
