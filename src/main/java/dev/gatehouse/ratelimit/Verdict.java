package dev.gatehouse.ratelimit;

import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;

/**
 * Whether a request is admitted, and the state of the budget that its answer names.
 *
 * @param admitted whether the request is admitted
 * @param policy the name of the budget, such as {@code free}
 * @param quota the number of requests that the budget holds
 * @param window the seconds in which it refills
 * @param remaining the number of requests that are left
 * @param reset the seconds until the budget is full, or until one request is available if
 * none is left
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
	 * Writes the headers of an answer (draft-ietf-httpapi-ratelimit-headers).
	 * @param response gets {@code RateLimit-Policy}, {@code RateLimit}, and
	 * {@code Retry-After} if the request is not admitted
	 */
	public void writeTo(HttpServletResponse response) {
		response.setHeader("RateLimit-Policy", "\"" + this.policy + "\";q=" + this.quota + ";w=" + this.window);
		response.setHeader("RateLimit", "\"" + this.policy + "\";r=" + this.remaining + ";t=" + this.reset);
		if (!this.admitted) {
			response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, this.reset)));
		}
	}

}
