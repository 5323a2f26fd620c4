package dev.gatehouse.ratelimit;

import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;

import dev.gatehouse.caller.Tier;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How many requests are let through.
 *
 * @param store where the budgets are kept
 * @param tiers the budget of each tier, shared by all keys of an account
 * @param failuresPerAddress failed authentications a minute and client address
 */
@Validated
@ConfigurationProperties("gatehouse.rate-limit")
public record RateLimitProperties(@DefaultValue("local") Store store, Map<Tier, @Valid Budget> tiers,
		@DefaultValue("30") @Min(1) int failuresPerAddress) {

	@AssertTrue(message = "every tier needs a budget: free, pro, enterprise")
	boolean isComplete() {
		return this.tiers.keySet().containsAll(EnumSet.allOf(Tier.class));
	}

	Budget budgetOf(Tier tier) {
		return Objects.requireNonNull(this.tiers.get(tier));
	}

	Duration longestWindow() {
		return this.tiers.values().stream().map(Budget::per).max(Comparator.naturalOrder()).orElseThrow();
	}

	/** In this process, or in Redis for all replicas together. */
	public enum Store {

		LOCAL, REDIS

	}

	/**
	 * A number of requests in a window of time, refilled evenly.
	 *
	 * @param requests the most at once, and in one window
	 * @param per the window
	 */
	public record Budget(@Min(1) @Max(1_000_000_000) int requests,
			@DefaultValue("1m") @DurationMin(seconds = 1) @DurationMax(days = 1) Duration per) {

	}

}
