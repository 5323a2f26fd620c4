package dev.gatehouse.ratelimit;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
		response.setHeader("RateLimit-Policy",
				list((i) -> ";q=" + budget(i).requests() + ";w=" + budget(i).per().toSeconds()));
		response.setHeader("RateLimit", list((i) -> ";r=" + this.levels.get(i).left() + ";t=" + seconds(i)));
		IntStream.range(0, this.levels.size())
			.filter((i) -> !this.levels.get(i).admits())
			.mapToLong(this::seconds)
			.max()
			.ifPresent((wait) -> response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait))));
	}

	private RateLimitProperties.Budget budget(int i) {
		return this.buckets.get(i).budget();
	}

	private long seconds(int i) {
		return (long) Math.ceil(this.levels.get(i).nanosToNext() / NANOS_PER_SECOND);
	}

	/** A structured field (RFC 9651). */
	private String list(IntFunction<String> parameters) {
		return IntStream.range(0, this.buckets.size())
			.mapToObj((i) -> "\"" + this.buckets.get(i).policy() + "\"" + parameters.apply(i))
			.collect(Collectors.joining(", "));
	}

}
