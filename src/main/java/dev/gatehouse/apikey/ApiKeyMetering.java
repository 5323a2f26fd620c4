package dev.gatehouse.apikey;

import dev.gatehouse.problem.ProblemWriter;
import dev.gatehouse.ratelimit.RateLimits;
import jakarta.servlet.Filter;

import org.springframework.stereotype.Component;

/**
 * Charges and counts the use of keys, wherever they are taken.
 */
@Component
public class ApiKeyMetering {

	private final RateLimits limits;

	private final UsageCounts usage;

	private final ProblemWriter problems;

	ApiKeyMetering(RateLimits limits, UsageCounts usage, ProblemWriter problems) {
		this.limits = limits;
		this.usage = usage;
		this.problems = problems;
	}

	/**
	 * The filter to put behind the authentication; it lets pass who did not use a key.
	 * @return a filter for one chain; it must not be a bean, or the container runs it too
	 */
	public Filter filter() {
		return new MeteringFilter(this.limits, this.usage, this.problems);
	}

}
