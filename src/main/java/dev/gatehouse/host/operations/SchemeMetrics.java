package dev.gatehouse.host.operations;

import dev.gatehouse.apikey.ApiKeyCache;
import dev.gatehouse.jwt.AccessTokenAuthenticationProvider;
import dev.gatehouse.oauth2.LoginGate;
import dev.gatehouse.session.Revocations;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;

import org.springframework.stereotype.Component;

/**
 * Measures the state of the schemes: their caches, the list of revoked sessions, and the
 * logins that wait for a provider.
 */
@Component
record SchemeMetrics(ApiKeyCache keys, AccessTokenAuthenticationProvider accessTokens, Revocations revocations,
		LoginGate logins) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		CaffeineCacheMetrics.monitor(registry, this.keys.measured(), "api-keys");
		CaffeineCacheMetrics.monitor(registry, this.accessTokens.verifiedTokens(), "verified-tokens");
		Gauge.builder("gatehouse.revocations.age", this.revocations, (list) -> list.age().toMillis() / 1000.0)
			.description("how long ago the list of revoked sessions was read")
			.baseUnit("seconds")
			.register(registry);
		Gauge.builder("gatehouse.revocations.sessions", this.revocations, Revocations::size)
			.description("sessions whose access tokens are refused although they have not expired")
			.register(registry);
		Gauge.builder("gatehouse.provider.waiting", this.logins, LoginGate::waiting)
			.description("logins that wait for a provider's answer, at most fifty")
			.register(registry);
	}

}
