package dev.gatehouse.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import dev.gatehouse.jwt.AccessTokens;
import dev.gatehouse.jwt.RevocationList;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The sessions that ended before their access tokens did: those of the time that a token
 * lives, in memory, read anew each second. What is ended here is known here at once. If
 * the list cannot be read for too long, nobody guesses.
 */
@Component
class Revocations implements RevocationList, SmartInitializingSingleton {

	/** For clocks that differ, and for what is committed late. */
	private static final Duration MARGIN = Duration.ofMinutes(1);

	/** How long an entry stays that the list no longer has. */
	private static final Duration AFTERLIFE = Duration.ofSeconds(30);

	private static final Logger logger = LoggerFactory.getLogger(Revocations.class);

	private final SessionRows rows;

	private final AccessTokens tokens;

	private final Clock clock;

	private final Duration bound;

	/** Session id to the {@link System#nanoTime} at which it was known to be revoked. */
	private final Map<String, Long> revoked = new ConcurrentHashMap<>();

	private volatile long readAt;

	private volatile boolean away;

	Revocations(SessionRows rows, AccessTokens tokens, SessionProperties properties, Clock clock,
			MeterRegistry metrics) {
		Gauge.builder("gatehouse.revocations.age", this, (list) -> list.age().toMillis() / 1000.0)
			.description("how long ago the list of revoked sessions was read")
			.baseUnit("seconds")
			.register(metrics);
		Gauge.builder("gatehouse.revocations.sessions", this, Revocations::size)
			.description("sessions whose access tokens are refused though they have not expired")
			.register(metrics);
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
	Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.readAt);
	}

	boolean isFresh() {
		return age().compareTo(this.bound) <= 0;
	}

	int size() {
		return this.revoked.size();
	}

	/** Ended here, and committed. */
	void add(UUID sessionId) {
		this.revoked.put(sessionId.toString(), System.nanoTime());
	}

	@Scheduled(fixedDelay = 1_000, initialDelay = 1_000)
	void reread() {
		try {
			read();
			if (this.away) {
				this.away = false;
				logger.info("The list of revoked sessions can be read again");
			}
		}
		catch (RuntimeException unreadable) {
			if (!this.away) {
				this.away = true;
				logger.warn("The list of revoked sessions cannot be read; tokens are refused in {} ({})", this.bound,
						unreadable.toString());
			}
		}
	}

	/** Only ever adds what was read: a session that ended here meanwhile is not in it. */
	private void read() {
		long started = System.nanoTime();
		Instant since = this.clock.instant().minus(this.tokens.lifetime()).minus(MARGIN);
		this.rows.revokedSince(since).forEach((id) -> this.revoked.put(id, started));
		this.revoked.values().removeIf((known) -> started - known > AFTERLIFE.toNanos());
		this.readAt = started;
	}

}
