package dev.gatehouse.ratelimit;

import java.time.Duration;
import java.util.Map;

import dev.gatehouse.caller.Tier;
import io.github.bucket4j.Bandwidth;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The limits on requests.
 *
 * @param store the store of the budgets
 * @param tiers the budgets that differ from the defaults of {@link #budgetOf}
 * @param failuresPerAddress failed authentications per minute and client address
 */
@Validated
@ConfigurationProperties("gatehouse.rate-limit")
public record RateLimitProperties(@DefaultValue("local") Store store,
		@DefaultValue Map<Tier, @Valid ConfiguredBudget> tiers, @DefaultValue("30") @Min(1) int failuresPerAddress) {

	/**
	 * The budget of a tier, shared by all keys of an account.
	 * @param tier any tier
	 * @return the configured budget, otherwise 60, 600 or 6000 requests per minute
	 */
	public Budget budgetOf(Tier tier) {
		ConfiguredBudget configured = this.tiers.get(tier);
		Integer requests = (configured != null) ? configured.requests() : null;
		return new Budget((requests != null) ? requests : switch (tier) {
			case FREE -> 60;
			case PRO -> 600;
			case ENTERPRISE -> 6_000;
		}, (configured != null) ? configured.per() : Duration.ofMinutes(1));
	}

	/** In this process, or in Redis for all replicas together. */
	public enum Store {

		LOCAL, REDIS

	}

	record ConfiguredBudget(@Nullable @Min(1) @Max(1_000_000_000) Integer requests,
			@DefaultValue("1m") @DurationMin(seconds = 1) @DurationMax(days = 1) Duration per) {
	}

	/**
	 * A number of requests in a window of time, refilled evenly.
	 *
	 * @param requests the limit at once and per window
	 * @param per the window
	 */
	public record Budget(int requests, Duration per) {

		double nanosPerRequest() {
			return this.per.toNanos() / (double) this.requests;
		}

		public Bandwidth bandwidth() {
			return Bandwidth.builder().capacity(this.requests).refillGreedy(this.requests, this.per).build();
		}

	}

}
