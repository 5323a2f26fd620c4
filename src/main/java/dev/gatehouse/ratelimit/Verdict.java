package dev.gatehouse.ratelimit;

import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;

/**
 * Whether one more request is let through, and what the caller is told of its budget.
 *
 * @param admitted whether it is let through
 * @param policy the name of the budget, such as {@code free}
 * @param quota how many requests the budget holds
 * @param window in how many seconds it refills
 * @param remaining how many are left
 * @param reset in how many seconds one more is there if none is left, otherwise all
 */
public record Verdict(boolean admitted, String policy, long quota, long window, long remaining, long reset) {

	private static final double NANOS_PER_SECOND = 1_000_000_000.0;

	static Verdict of(ConsumptionProbe probe, String policy, RateLimitProperties.Budget budget) {
		long left = probe.getRemainingTokens();
		double nanos = probe.getNanosToWaitForReset();
		if (left == 0) {
			double each = budget.per().toNanos() / (double) budget.requests();
			nanos = probe.isConsumed() ? Math.max(0, nanos - (budget.requests() - 1) * each)
					: probe.getNanosToWaitForRefill();
		}
		return new Verdict(probe.isConsumed(), policy, budget.requests(), budget.per().toSeconds(), left,
				(long) Math.ceil(nanos / NANOS_PER_SECOND));
	}

	/**
	 * Tells the caller, admitted or not (draft-ietf-httpapi-ratelimit-headers).
	 * @param response gets {@code RateLimit-Policy}, {@code RateLimit}, and
	 * {@code Retry-After} if the request is not let through
	 */
	public void writeTo(HttpServletResponse response) {
		response.setHeader("RateLimit-Policy", "\"" + this.policy + "\";q=" + this.quota + ";w=" + this.window);
		response.setHeader("RateLimit", "\"" + this.policy + "\";r=" + this.remaining + ";t=" + this.reset);
		if (!this.admitted) {
			response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, this.reset)));
		}
	}

}
