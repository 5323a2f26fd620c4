package dev.gatehouse.ratelimit;

import dev.gatehouse.account.Tier;

import org.springframework.stereotype.Component;

/**
 * The budgets of accounts.
 */
@Component
public class RateLimits {

	private final RateLimitProperties properties;

	private final Buckets buckets;

	RateLimits(RateLimitProperties properties, Buckets buckets) {
		this.properties = properties;
		this.buckets = buckets;
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
		return Verdict.of(this.buckets.spend(key, budget), tier.label(), budget);
	}

}
