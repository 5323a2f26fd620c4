package dev.gatehouse.ratelimit;

import java.time.Clock;
import java.util.OptionalLong;

import org.springframework.stereotype.Component;

/**
 * How often an address may fail to authenticate with API keys.
 */
@Component
public class AddressFailures {

	private final AttemptLimit limit;

	AddressFailures(RateLimitProperties properties, Clock clock) {
		this.limit = AttemptLimit.perMinute(properties.failuresPerAddress(), clock);
	}

	/**
	 * Takes one failure in advance.
	 * @param address the client's
	 * @return empty if there was one, otherwise the seconds to wait
	 */
	public OptionalLong spend(String address) {
		return this.limit.spend(address);
	}

	/**
	 * Gives it back: the credential was good.
	 * @param address the client's
	 */
	public void refund(String address) {
		this.limit.refund(address);
	}

}
