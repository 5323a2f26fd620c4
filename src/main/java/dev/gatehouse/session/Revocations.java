package dev.gatehouse.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.gatehouse.jwt.AccessTokens;
import dev.gatehouse.jwt.RevocationList;
import dev.gatehouse.session.Sessions.SessionsEnded;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * The sessions that ended before their access tokens expire: a list in memory, read again
 * every second, as far back as a token lives. A session that ends on this replica is
 * listed at once. If the list cannot be read for too long, tokens are refused.
 */
@Component
public class Revocations implements RevocationList, SmartInitializingSingleton {

	/** For clocks that differ, and for late commits. */
	private static final Duration MARGIN = Duration.ofMinutes(1);

	/** How long an entry stays that the list no longer has. */
	private static final Duration RETENTION = Duration.ofSeconds(30);

	private static final Logger logger = LoggerFactory.getLogger(Revocations.class);

	private final SessionRows rows;

	private final AccessTokens tokens;

	private final Clock clock;

	private final Duration bound;

	/** Session id to the {@link System#nanoTime} at which it was known to be revoked. */
	private final Map<String, Long> revoked = new ConcurrentHashMap<>();

	private volatile long readAt;

	private volatile boolean unreadable;

	Revocations(SessionRows rows, AccessTokens tokens, SessionProperties properties, Clock clock) {
		this.rows = rows;
		this.tokens = tokens;
		this.bound = properties.revocationBound();
		this.clock = clock;
	}

	/** Before the first request. */
	@Override
	public void afterSingletonsInstantiated() {
		read();
	}

	@Override
	public Standing standingOf(String sessionId) {
		if (this.revoked.containsKey(sessionId)) {
			return Standing.REVOKED;
		}
		return isFresh() ? Standing.LIVE : Standing.UNKNOWN;
	}

	/** How long ago the list was read. */
	public Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.readAt);
	}

	/** Whether the list is recent enough to accept tokens. */
	public boolean isFresh() {
		return age().compareTo(this.bound) <= 0;
	}

	/** How many sessions are on the list. */
	public int size() {
		return this.revoked.size();
	}

	@TransactionalEventListener(fallbackExecution = true)
	void add(SessionsEnded ended) {
		ended.ids().forEach((id) -> this.revoked.put(id.toString(), System.nanoTime()));
	}

	@Scheduled(fixedDelay = 1_000, initialDelay = 1_000)
	void reread() {
		try {
			read();
			if (this.unreadable) {
				this.unreadable = false;
				logger.info("The list of revoked sessions can be read again");
			}
		}
		catch (RuntimeException failed) {
			if (!this.unreadable) {
				this.unreadable = true;
				logger.warn("The list of revoked sessions cannot be read; tokens are refused in {} ({})", this.bound,
						failed.toString());
			}
		}
	}

	/** Adds what was read; a session that ended here meanwhile may not be in it. */
	private void read() {
		long started = System.nanoTime();
		Instant since = this.clock.instant().minus(this.tokens.lifetime()).minus(MARGIN);
		this.rows.revokedSince(since).forEach((id) -> this.revoked.put(id, started));
		this.revoked.values().removeIf((known) -> started - known > RETENTION.toNanos());
		this.readAt = started;
	}

}
