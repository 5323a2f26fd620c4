package dev.gatehouse.apikey;

import java.time.Duration;

import jakarta.validation.constraints.AssertTrue;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long keys live, and how stale a replica's view of them may be.
 *
 * @param defaultTtl the life of a key whose creator does not say
 * @param maxTtl the longest life
 * @param cacheTtl after how long a change made on another replica is seen at the latest
 */
@Validated
@ConfigurationProperties("gatehouse.api-key")
record ApiKeyProperties(@DefaultValue("90d") @DurationMin(days = 1) Duration defaultTtl,
		@DefaultValue("365d") @DurationMin(days = 1) Duration maxTtl,
		@DefaultValue("2s") @DurationMin(millis = 100) @DurationMax(minutes = 1) Duration cacheTtl) {

	@AssertTrue(message = "default-ttl must not be longer than max-ttl")
	boolean isDefaultWithinMax() {
		return this.defaultTtl.compareTo(this.maxTtl) <= 0;
	}

}
