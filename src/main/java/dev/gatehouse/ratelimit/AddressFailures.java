package dev.gatehouse.ratelimit;

import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;

import io.github.bucket4j.ConsumptionProbe;

import org.springframework.stereotype.Component;

/**
 * How often an address may fail to authenticate. One is taken before the credential is
 * looked up and given back if it was good, so that many at once fail no oftener than one
 * after the other. Counted by each replica for itself.
 */
@Component
public class AddressFailures {

	private static final Duration WINDOW = Duration.ofMinutes(1);

	private final LocalBuckets buckets;

	private final RateLimitProperties.Budget budget;

	AddressFailures(RateLimitProperties properties, Clock clock) {
		this.budget = new RateLimitProperties.Budget(properties.failuresPerAddress(), WINDOW);
		this.buckets = new LocalBuckets(clock, WINDOW);
	}

	/**
	 * Takes one failure in advance.
	 * @param address the client's
	 * @return empty if there was one, else the seconds until there is
	 */
	public OptionalLong spend(String address) {
		ConsumptionProbe probe = this.buckets.spend(address, this.budget);
		return probe.isConsumed() ? OptionalLong.empty()
				: OptionalLong.of(Math.max(1, Duration.ofNanos(probe.getNanosToWaitForRefill()).toSeconds() + 1));
	}

	/**
	 * Gives it back: the credential was good.
	 * @param address the client's
	 */
	public void refund(String address) {
		this.buckets.refund(address, this.budget);
	}

}
