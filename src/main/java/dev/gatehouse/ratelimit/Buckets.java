package dev.gatehouse.ratelimit;

import dev.gatehouse.ratelimit.RateLimitProperties.Budget;
import io.github.bucket4j.ConsumptionProbe;

/**
 * The store of the budgets.
 */
public interface Buckets {

	/**
	 * Takes one token from a bucket. A new bucket is full.
	 * @param key the name of the bucket
	 * @param budget the size of a new bucket
	 * @return whether there was a token, and how many are left
	 */
	ConsumptionProbe spend(String key, Budget budget);

}
