package dev.gatehouse.apikey.usage;

import java.time.Clock;

import dev.gatehouse.apikey.ApiKeyCache;
import dev.gatehouse.ratelimit.RateLimitProperties;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * The beans of this folder.
 */
@AutoConfiguration
@ComponentScan
@EnableScheduling
class UsageConfiguration {

	@Bean
	AddressLimit addressLimit(RateLimitProperties properties, ApiKeyCache keys, Clock clock) {
		return new AddressLimit(properties,
				(secret, request) -> keys.isKnown(secret, request.getRemoteAddr(), clock.instant()), clock);
	}

}
