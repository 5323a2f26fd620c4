package dev.gatehouse.ratelimit;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import dev.gatehouse.caller.Tier;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.stereotype.Component;

/**
 * The budgets of accounts.
 */
@Component
public class RateLimits {

	private final RateLimitProperties properties;

	private final Buckets buckets;

	private final Map<Tier, Counter> admitted = new EnumMap<>(Tier.class);

	private final Map<Tier, Counter> refused = new EnumMap<>(Tier.class);

	RateLimits(RateLimitProperties properties, Buckets buckets, MeterRegistry metrics) {
		this.properties = properties;
		this.buckets = buckets;
		for (Tier tier : Tier.values()) {
			this.admitted.put(tier, counter(tier, "admitted", metrics));
			this.refused.put(tier, counter(tier, "refused", metrics));
		}
	}

	/**
	 * Takes one request from the budget of an account, whatever credential it used.
	 * @param subject the account
	 * @param tier what it has subscribed to
	 * @return whether the request may go on
	 */
	public Verdict spend(String subject, Tier tier) {
		RateLimitProperties.Budget budget = this.properties.budgetOf(tier);
		// tier and budget are part of the key, so that a change of either counts at once
		String key = tier.label() + ":" + budget.requests() + ":" + budget.per().toMillis() + ":" + subject;
		Verdict verdict = Verdict.of(this.buckets.spend(key, budget), tier.label(), budget);
		Objects.requireNonNull((verdict.admitted() ? this.admitted : this.refused).get(tier)).increment();
		return verdict;
	}

	private static Counter counter(Tier tier, String outcome, MeterRegistry metrics) {
		return Counter.builder("gatehouse.ratelimit.requests")
			.description("requests that were charged to an account's budget, by its tier")
			.tag("tier", tier.label())
			.tag("outcome", outcome)
			.register(metrics);
	}

}
