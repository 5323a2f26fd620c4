package dev.gatehouse.apikey;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import dev.gatehouse.problem.ProblemException;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of API keys.
 *
 * @param paths the paths that a key opens
 * @param requiredScope the scope that these paths take
 * @param scopes the scopes that keys may be given
 * @param prefix the beginning of each key, by which a leak scanner recognises its issuer
 * @param defaultTtl the life of a key if the request names none
 * @param maxTtl the longest life
 * @param retention how long a key that has ended stays in lists
 * @param notice how long before its end a key is announced to expire
 * @param cacheSize how many keys are kept in memory, about 600 bytes each
 */
@Validated
@ConfigurationProperties("gatehouse.api-key")
record ApiKeyProperties(@DefaultValue("/api/data/**") @NotEmpty List<String> paths,
		@DefaultValue("data:read") String requiredScope, @DefaultValue("data:read") Set<String> scopes,
		@DefaultValue("gk") @Pattern(regexp = "[a-z][a-z0-9]{0,15}",
				message = "must be 1 to 16 lower-case letters and digits") String prefix,
		@DefaultValue("90d") @DurationMin(days = 1) Duration defaultTtl,
		@DefaultValue("365d") @DurationMin(days = 1) Duration maxTtl,
		@DefaultValue("90d") @DurationMin(hours = 2) Duration retention,
		@DefaultValue("7d") @DurationMin(seconds = 0) @DurationMax(days = 365) Duration notice,
		@DefaultValue("200000") @Min(1) int cacheSize) {

	/**
	 * A whole number of days, also written as {@code 30.0} (JSON Schema knows no
	 * difference).
	 */
	Duration life(@Nullable BigDecimal days) {
		if (days == null) {
			return this.defaultTtl;
		}
		long max = this.maxTtl.toDays();
		if (days.compareTo(BigDecimal.valueOf(max)) > 0) {
			throw ProblemException.invalid("expires_in_days must be at most " + max);
		}
		try {
			return Duration.ofDays(days.longValueExact());
		}
		catch (ArithmeticException fraction) {
			throw ProblemException.invalid("expires_in_days must be a whole number");
		}
	}

	@AssertTrue(message = "default-ttl must not be longer than max-ttl")
	boolean isDefaultWithinMax() {
		return this.defaultTtl.compareTo(this.maxTtl) <= 0;
	}

}
