package dev.gatehouse.ratelimit;

import java.util.List;

import dev.gatehouse.ratelimit.RateLimitProperties.Budget;

/**
 * The store of the budgets.
 */
public interface Buckets {

	/**
	 * Takes one token from each bucket, or none from any if one is empty. A new bucket is
	 * full.
	 * @param account the account that the buckets belong to
	 * @param buckets which ones, the account's own first
	 * @return the level of each
	 */
	List<Level> spend(String account, List<Named> buckets);

	/**
	 * A bucket of an account.
	 *
	 * @param policy its name in the headers, such as {@code free}
	 * @param name its name in the store, with the budget, so that a new one takes effect
	 * at once
	 * @param budget the size of a new bucket
	 */
	record Named(String policy, String name, Budget budget) {

		/** A bucket of those with this policy. */
		public static Named of(String policy, String id, Budget budget) {
			return new Named(policy, policy + ":" + id + ":" + budget.requests() + ":" + budget.per().toMillis() + ":",
					budget);
		}

	}

	/**
	 * The level of a bucket.
	 *
	 * @param admits whether it had a token
	 * @param left the tokens that are left
	 * @param nanosToNext until there is one more
	 */
	record Level(boolean admits, long left, long nanosToNext) {

	}

}
