package dev.gatehouse.ratelimit;

import java.util.List;
import java.util.StringJoiner;

import dev.gatehouse.ratelimit.Buckets.Level;
import dev.gatehouse.ratelimit.Buckets.Named;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;

/**
 * Whether a request is admitted, and the state of the budgets that its answer names.
 */
public record Verdict(List<Named> buckets, List<Level> levels) {

	private static final double NANOS_PER_SECOND = 1_000_000_000.0;

	public boolean admitted() {
		return this.levels.stream().allMatch(Level::admits);
	}

	/**
	 * Writes the headers of an answer (draft-ietf-httpapi-ratelimit-headers), where
	 * {@code t} is the seconds until one more request is there.
	 * @param response gets {@code RateLimit-Policy}, {@code RateLimit}, and
	 * {@code Retry-After} if the request is not admitted
	 */
	public void writeTo(HttpServletResponse response) {
		StringJoiner policies = new StringJoiner(", "); // structured fields (RFC 9651)
		StringJoiner limits = new StringJoiner(", ");
		long wait = 0;
		for (int i = 0; i < this.buckets.size(); i++) {
			Named bucket = this.buckets.get(i);
			Level level = this.levels.get(i);
			long seconds = (long) Math.ceil(level.nanosToNext() / NANOS_PER_SECOND);
			policies.add("\"" + bucket.policy() + "\";q=" + bucket.budget().requests() + ";w="
					+ bucket.budget().per().toSeconds());
			limits.add("\"" + bucket.policy() + "\";r=" + level.left() + ";t=" + seconds);
			wait = Math.max(wait, level.admits() ? 0 : Math.max(1, seconds));
		}
		response.setHeader("RateLimit-Policy", policies.toString());
		response.setHeader("RateLimit", limits.toString());
		if (wait > 0) {
			response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(wait));
		}
	}

}
