package dev.gatehouse.ratelimit;

import java.time.Clock;
import java.time.Duration;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Chooses the store of the budgets.
 */
@Configuration(proxyBeanMethods = false)
class RateLimitSettings {

	@Bean
	Buckets buckets(RateLimitProperties properties, LettuceConnectionFactory redis, Clock clock,
			MeterRegistry metrics) {
		Duration longestWindow = properties.longestWindow();
		LocalBuckets local = new LocalBuckets(clock, longestWindow);
		if (properties.store() == RateLimitProperties.Store.LOCAL) {
			return local;
		}
		RedisBuckets shared = new RedisBuckets(() -> (RedisClient) redis.getRequiredNativeClient(), clock,
				longestWindow);
		shared.connect();
		return new FallbackBuckets(shared, local, clock,
				Counter.builder("gatehouse.ratelimit.fallback")
					.description("requests whose limit was counted by this replica alone, because the store was away")
					.register(metrics));
	}

	/** While Redis is away, fail at once instead of queueing. */
	@Bean
	LettuceClientOptionsBuilderCustomizer rejectWhileDisconnected() {
		return (options) -> options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS);
	}

}
