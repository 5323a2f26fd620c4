package dev.gatehouse.session;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import dev.gatehouse.ratelimit.AttemptLimit;

import org.springframework.stereotype.Component;

/**
 * Slows down guessing of passwords: by account and address, by address, by account. A
 * lock is short and never permanent, or anybody could lock out anybody; while it lasts
 * the right password is refused too, or guessing would go on.
 */
@Component
class LoginThrottle {

	/** No account has a longer name, so all longer ones share their failures. */
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
			.flatMap((limit) -> limit.lock(limit.failures().lockedFor(limit.key())).stream())
			.findFirst();
	}

	/**
	 * Takes a failure in advance from all three, or from none.
	 * @return the lock that is in the way, if one is
	 */
	Optional<Lock> spend(String username, String address) {
		List<Limit> taken = new ArrayList<>();
		for (Limit limit : limits(username, address)) {
			Optional<Lock> lock = limit.lock(limit.failures().spend(limit.key()));
			if (lock.isPresent()) {
				taken.forEach(Limit::refund);
				return lock;
			}
			taken.add(limit);
		}
		return Optional.empty();
	}

	/** It was no failure. */
	void refund(String username, String address) {
		limits(username, address).forEach(Limit::refund);
	}

	private List<Limit> limits(String username, String address) {
		String account = (username.length() <= MAX_NAME) ? username : "…";
		return List.of(new Limit("both", this.byBoth, address + " " + account),
				new Limit("address", this.byAddress, address), new Limit("account", this.byAccount, account));
	}

	private record Limit(String of, AttemptLimit failures, String key) {

		void refund() {
			this.failures.refund(this.key);
		}

		Optional<Lock> lock(OptionalLong seconds) {
			return seconds.isPresent() ? Optional.of(new Lock(this.of + " " + this.key, seconds.getAsLong()))
					: Optional.empty();
		}

	}

	/** Which limit is used up, and the seconds until it is over. */
	record Lock(String id, long seconds) {

	}

}
