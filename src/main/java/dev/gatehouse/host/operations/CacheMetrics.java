package dev.gatehouse.host.operations;

import dev.gatehouse.apikey.ApiKeyCache;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;

import org.springframework.stereotype.Component;

/**
 * How well the caches of the schemes do.
 */
@Component
record CacheMetrics(ApiKeyCache keys) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		CaffeineCacheMetrics.monitor(registry, this.keys.measured(), "api-keys");
	}

}
