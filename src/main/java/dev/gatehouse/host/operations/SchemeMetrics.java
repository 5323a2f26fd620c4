package dev.gatehouse.host.operations;

import dev.gatehouse.apikey.ApiKeyCache;
import dev.gatehouse.feed.ChangeFeed;
import dev.gatehouse.jwt.AccessTokenAuthenticationProvider;
import dev.gatehouse.oauth2.LoginGate;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;

import org.springframework.stereotype.Component;

/**
 * Measures the state of the schemes: their caches, the feed of changes, and the logins
 * that wait for a provider.
 */
@Component
record SchemeMetrics(ApiKeyCache keys, AccessTokenAuthenticationProvider accessTokens, ChangeFeed feed,
		LoginGate logins) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		CaffeineCacheMetrics.monitor(registry, this.keys.measured(), "api-keys");
		CaffeineCacheMetrics.monitor(registry, this.accessTokens.verifiedTokens(), "verified-tokens");
		Gauge.builder("gatehouse.feed.age", this.feed, (changes) -> changes.age().toMillis() / 1000.0)
			.description("how long ago the feed of changes was read")
			.baseUnit("seconds")
			.register(registry);
		Gauge.builder("gatehouse.feed.changes", this.feed, ChangeFeed::size)
			.description("keys, owners and sessions that changed within the last 75 minutes")
			.register(registry);
		Gauge.builder("gatehouse.provider.waiting", this.logins, LoginGate::waiting)
			.description("logins that wait for a provider's answer, at most fifty")
			.register(registry);
	}

}
