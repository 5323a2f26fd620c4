package dev.gatehouse.ratelimit.redis;

import java.time.Clock;

import dev.gatehouse.ratelimit.Buckets;
import dev.gatehouse.ratelimit.LocalBuckets;
import dev.gatehouse.ratelimit.RateLimitProperties;
import dev.gatehouse.ratelimit.RateLimitProperties.Store;
import dev.gatehouse.setting.UnfitSettingException;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Chooses the store of the budgets at run time, not by a condition, because the beans of
 * a container image are determined at build time.
 */
@AutoConfiguration
@ConditionalOnClass({ LettuceClientOptionsBuilderCustomizer.class, RedisClient.class })
class RedisRateLimitConfiguration {

	@Bean
	@Primary
	Buckets chosenBuckets(RateLimitProperties properties, LocalBuckets local,
			ObjectProvider<LettuceConnectionFactory> redis, ObjectProvider<DataRedisConnectionDetails> details,
			Clock clock, ObjectProvider<MeterRegistry> metrics) {
		if (properties.store() == Store.LOCAL) {
			return local;
		}
		details.ifAvailable((named) -> {
			if (named.getMasterReplica() != null) {
				throw new UnfitSettingException("spring.data.redis.masterreplica.nodes",
						"cannot be the store of the rate limits, which must find the new primary after a failover",
						"Name one Redis, the nodes of a Sentinel, or those of a cluster");
			}
		});
		LettuceConnectionFactory connections = redis.getObject();
		RedisBuckets shared = new RedisBuckets(connections::getRequiredNativeClient);
		shared.connectInAdvance();
		return new FallbackBuckets(shared, local, clock,
				Counter.builder("gatehouse.ratelimit.fallback")
					.description(
							"requests whose limit was counted by this replica alone, because Redis was unreachable")
					.register(metrics.getIfAvailable(SimpleMeterRegistry::new)));
	}

	/** While Redis is unreachable, fail at once instead of queueing. */
	@Bean
	LettuceClientOptionsBuilderCustomizer rejectWhileDisconnected(RateLimitProperties properties) {
		return (options) -> {
			if (properties.store() == Store.REDIS) {
				options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS);
			}
		};
	}

}
