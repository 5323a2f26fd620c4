package dev.gatehouse.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Forgets sessions a day after they would have come to their end by themselves, so that
 * until then a late refresh is told what happened. Several replicas may do it at once.
 */
@Component
class SessionPurge {

	private static final Duration RETENTION = Duration.ofDays(1);

	/** More than an access token can live. */
	private static final Duration MAX_TOKEN_LIFE = Duration.ofHours(2);

	private final SessionRows rows;

	private final SessionProperties properties;

	private final Clock clock;

	SessionPurge(SessionRows rows, SessionProperties properties, Clock clock) {
		this.rows = rows;
		this.properties = properties;
		this.clock = clock;
	}

	@Scheduled(fixedDelay = 3_600_000, initialDelay = 90_000)
	void purge() {
		Instant now = this.clock.instant();
		Instant before = now.minus(RETENTION);
		this.rows.deleteOver(before, before.minus(this.properties.idleTtl()), now.minus(MAX_TOKEN_LIFE));
	}

}
