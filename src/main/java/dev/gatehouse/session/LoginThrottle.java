package dev.gatehouse.session;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.account.Account;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.ratelimit.AttemptLimit;
import dev.gatehouse.ratelimit.RetryLaterException;
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

	/** Locks that {@link #isNewlyLocked} has named. */
	private final Cache<String, Boolean> told = Caffeine.newBuilder()
		.maximumSize(100_000)
		.expireAfterWrite(Duration.ofMinutes(1))
		.build();

	LoginThrottle(LoginProperties properties, Clock clock) {
		this.byBoth = AttemptLimit.perMinute(properties.failuresPerAccountAndAddress(), clock);
		this.byAddress = AttemptLimit.perMinute(properties.failuresPerAddress(), clock);
		this.byAccount = AttemptLimit.perHour(properties.failuresPerAccount(), clock);
	}

	/** Refuses a login while it is locked, whether or not there is such an account. */
	void requireUnlocked(String username, String address) {
		limits(username, address).stream()
			.flatMapToLong((limit) -> limit.locked().stream())
			.findFirst()
			.ifPresent(LoginThrottle::refuse);
	}

	/** Spends a failure in advance in all three limits, or in none if one is locked. */
	void spend(String username, String address) {
		List<Limit> taken = new ArrayList<>();
		for (Limit limit : limits(username, address)) {
			limit.failures().spend(limit.key()).ifPresent((seconds) -> {
				taken.forEach(Limit::refund);
				refuse(seconds);
			});
			taken.add(limit);
		}
	}

	void refund(String username, String address) {
		limits(username, address).forEach(Limit::refund);
	}

	/** Whether a failure has locked the login; once for each lock. */
	boolean isNewlyLocked(String username, String address) {
		return limits(username, address).stream()
			.filter((limit) -> limit.locked().isPresent())
			.findFirst()
			.filter((limit) -> this.told.asMap().putIfAbsent(limit.key(), true) == null)
			.isPresent();
	}

	private static void refuse(long seconds) {
		throw new RetryLaterException(CommonProblem.RATE_LIMITED, seconds);
	}

	private List<Limit> limits(String username, String address) {
		String account = (username.length() <= MAX_NAME) ? Account.key(username) : "…";
		return List.of(new Limit(this.byBoth, "both " + address + " " + account),
				new Limit(this.byAddress, "address " + address), new Limit(this.byAccount, "account " + account));
	}

	private record Limit(AttemptLimit failures, String key) {

		/** The seconds until it allows a login again, if it is used up. */
		OptionalLong locked() {
			return this.failures.lockedFor(this.key);
		}

		void refund() {
			this.failures.refund(this.key);
		}

	}

	/** How often logins may fail: per minute with an address, per hour by account. */
	@Validated
	@ConfigurationProperties("gatehouse.login")
	record LoginProperties(@DefaultValue("5") @Min(1) int failuresPerAccountAndAddress,
			@DefaultValue("20") @Min(1) int failuresPerAddress, @DefaultValue("100") @Min(1) int failuresPerAccount) {
	}

}
