package dev.gatehouse.ratelimit;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;

import dev.gatehouse.caller.Tier;
import dev.gatehouse.ratelimit.Buckets.Level;
import dev.gatehouse.ratelimit.Buckets.Named;
import dev.gatehouse.ratelimit.RateLimitProperties.Budget;
import dev.gatehouse.ratelimit.RateLimitProperties.Store;
import dev.gatehouse.setting.UnfitSettingException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * The budgets of accounts.
 */
@Component
@EnableConfigurationProperties(RateLimitProperties.class)
public class RateLimits {

	private final Buckets buckets;

	private final Map<Tier, Limit> limits = new EnumMap<>(Tier.class);

	RateLimits(RateLimitProperties properties, Buckets buckets, ObjectProvider<MeterRegistry> metrics) {
		if (properties.store() == Store.REDIS && buckets instanceof LocalBuckets) {
			throw new UnfitSettingException("gatehouse.rate-limit.store",
					"is redis, but its client is not on the class path",
					"Add spring-boot-starter-data-redis, or set it to local");
		}
		this.buckets = buckets;
		MeterProvider<Counter> requests = Counter.builder("gatehouse.ratelimit.requests")
			.description("requests that were charged to an account's budget, by its tier")
			.withRegistry(metrics.getIfAvailable(SimpleMeterRegistry::new));
		for (Tier tier : Tier.values()) {
			Budget budget = properties.budgetOf(tier);
			this.limits.put(tier,
					new Limit(Named.of(tier.label(), "", budget),
							requests.withTags("tier", tier.label(), "outcome", "admitted"),
							requests.withTags("tier", tier.label(), "outcome", "refused")));
		}
	}

	/**
	 * Takes one request from the budget of an account, which all its credentials share,
	 * and from the budget of its credential, or from neither.
	 * @param subject the account
	 * @param tier the tier that it has subscribed to
	 * @param own the bucket of the credential, if it has one
	 * @return whether the request may go on
	 */
	public Verdict spend(String subject, Tier tier, @Nullable Named own) {
		Limit limit = Objects.requireNonNull(this.limits.get(tier));
		List<Named> charged = (own != null) ? List.of(limit.bucket(), own) : List.of(limit.bucket());
		List<Level> levels = this.buckets.spend(subject, charged);
		boolean admitted = levels.stream().allMatch(Level::admits);
		(admitted ? limit.admitted() : limit.refused()).increment();
		return new Verdict(admitted, charged, levels);
	}

	private record Limit(Named bucket, Counter admitted, Counter refused) {
	}

	/** Whether a request is admitted, and the state of the budgets. */
	public record Verdict(boolean admitted, List<Named> buckets, List<Level> levels) {

		private static final double NANOS_PER_SECOND = 1_000_000_000.0;

		/**
		 * Writes the headers of an answer (draft-ietf-httpapi-ratelimit-headers), where
		 * {@code t} is the seconds until one more request is there.
		 * @param response gets {@code RateLimit-Policy}, {@code RateLimit}, and
		 * {@code Retry-After} if the request is not admitted
		 */
		public void writeTo(HttpServletResponse response) {
			// structured fields (RFC 9651)
			StringJoiner policies = new StringJoiner(", ");
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

}
