package dev.gatehouse.session;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import dev.gatehouse.account.Account;
import dev.gatehouse.ratelimit.AttemptLimit;
import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;
import org.springframework.validation.annotation.Validated;

/**
 * Limits guessing of passwords by account and address, by address, and by account. A lock
 * is short, since a permanent one would let anybody lock out an account. While it lasts,
 * the correct password is refused, too; otherwise guessing could continue.
 */
@Component
class LoginThrottle {

	/** No account has a longer name, so all longer names share their failures. */
	private static final int MAX_NAME = 64;

	private final AttemptLimit byBoth;

	private final AttemptLimit byAddress;

	private final AttemptLimit byAccount;

	LoginThrottle(LoginProperties properties, Clock clock) {
		this.byBoth = AttemptLimit.perMinute(properties.failuresPerAccountAndAddress(), clock);
		this.byAddress = AttemptLimit.perMinute(properties.failuresPerAddress(), clock);
		this.byAccount = AttemptLimit.perHour(properties.failuresPerAccount(), clock);
	}

	/** The lock that a login would meet, whether or not there is such an account. */
	Optional<Lock> lockOf(String username, String address) {
		return limits(username, address).stream()
			.flatMap((limit) -> limit.lock(limit.failures().lockedFor(limit.key())))
			.findFirst();
	}

	/** Spends a failure in advance in all three limits, or in none if one is locked. */
	Optional<Lock> spend(String username, String address) {
		List<Limit> taken = new ArrayList<>();
		for (Limit limit : limits(username, address)) {
			Optional<Lock> lock = limit.lock(limit.failures().spend(limit.key())).findFirst();
			if (lock.isPresent()) {
				taken.forEach(Limit::refund);
				return lock;
			}
			taken.add(limit);
		}
		return Optional.empty();
	}

	/** Gives a failure back after a success. */
	void refund(String username, String address) {
		limits(username, address).forEach(Limit::refund);
	}

	private List<Limit> limits(String username, String address) {
		String account = (username.length() <= MAX_NAME) ? Account.key(username) : "…";
		return List.of(new Limit(this.byBoth, "both " + address + " " + account),
				new Limit(this.byAddress, "address " + address), new Limit(this.byAccount, "account " + account));
	}

	private record Limit(AttemptLimit failures, String key) {

		void refund() {
			this.failures.refund(this.key);
		}

		Stream<Lock> lock(OptionalLong seconds) {
			return seconds.stream().mapToObj((wait) -> new Lock(this.key, wait));
		}

	}

	/** A limit that is used up, and the seconds until it allows a login again. */
	record Lock(String id, long seconds) {
	}

	/** How often logins may fail: per minute with an address, per hour by account. */
	@Validated
	@ConfigurationProperties("gatehouse.login")
	record LoginProperties(@DefaultValue("5") @Min(1) int failuresPerAccountAndAddress,
			@DefaultValue("20") @Min(1) int failuresPerAddress, @DefaultValue("100") @Min(1) int failuresPerAccount) {
	}

}
