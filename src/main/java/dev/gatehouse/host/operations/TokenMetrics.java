package dev.gatehouse.host.operations;

import dev.gatehouse.jwt.AccessTokenAuthenticationProvider;
import dev.gatehouse.session.RefreshOutcome;
import dev.gatehouse.session.Revocations;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Measures tokens: the cache of access tokens, the list of revoked sessions, and how
 * refresh tokens fared.
 */
@Component
class TokenMetrics {

	private final MeterRegistry registry;

	TokenMetrics(MeterRegistry registry, AccessTokenAuthenticationProvider accessTokens, Revocations revocations) {
		this.registry = registry;
		CaffeineCacheMetrics.monitor(registry, accessTokens.verifiedTokens(), "verified-tokens");
		Gauge.builder("gatehouse.revocations.age", revocations, (list) -> list.age().toMillis() / 1000.0)
			.description("how long ago the list of revoked sessions was read")
			.baseUnit("seconds")
			.register(registry);
		Gauge.builder("gatehouse.revocations.sessions", revocations, Revocations::size)
			.description("sessions whose access tokens are refused though they have not expired")
			.register(registry);
	}

	@EventListener
	void count(RefreshOutcome refresh) {
		Counter.builder("gatehouse.refresh")
			.description("refresh tokens that were presented, by outcome")
			.tag("outcome", refresh.outcome())
			.register(this.registry)
			.increment();
	}

}
