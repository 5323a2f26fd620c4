package dev.gatehouse.ratelimit;

import dev.gatehouse.ratelimit.RateLimitProperties.Budget;
import io.github.bucket4j.ConsumptionProbe;

/**
 * Where budgets are kept.
 */
public interface Buckets {

	/**
	 * Takes one from a bucket, which is full when it is new.
	 * @param key whose bucket
	 * @param budget its size
	 * @return whether there was one, and what is left
	 */
	ConsumptionProbe spend(String key, Budget budget);

}
