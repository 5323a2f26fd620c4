package dev.gatehouse.jwt;

import java.time.Clock;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.jwt.TokenPolicy.Judged;

import org.springframework.stereotype.Component;

/**
 * Tokens that were found good, by their exact text. Nothing but their time and the end of
 * their session can change that while the keys stay the same, so they need not be parsed
 * for every request.
 */
@Component
class VerifiedTokens {

	private static final int MOST_KEPT = 10_000;

	private final AccessTokens tokens;

	private final Clock clock;

	private final Cache<String, Judged> good;

	VerifiedTokens(AccessTokens tokens, JwtProperties properties, Clock clock, MeterRegistry metrics) {
		this.tokens = tokens;
		this.clock = clock;
		this.good = Caffeine.newBuilder()
			.maximumSize(MOST_KEPT)
			.expireAfterWrite(properties.accessTokenTtl())
			.executor(Runnable::run) // waking a thread costs more than its upkeep
			.recordStats()
			.build();
		CaffeineCacheMetrics.monitor(metrics, this.good, "verified-tokens");
	}

	/**
	 * Reads a token that a caller presents.
	 * @param token anything at all
	 * @return who calls
	 * @throws InvalidTokenException unless it is a token that this service issued as
	 * access token, unchanged and in its time
	 */
	Caller read(String token) throws InvalidTokenException {
		Judged known = this.good.getIfPresent(token);
		if (known == null) {
			known = this.tokens.read(token);
			this.good.put(token, known);
		}
		if (known.isOver(this.clock.instant())) {
			throw InvalidTokenException.expired();
		}
		return known.caller();
	}

}
