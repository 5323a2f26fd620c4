package dev.gatehouse.apikey.usage;

import java.time.Clock;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

import dev.gatehouse.apikey.ApiKeySecret;
import dev.gatehouse.ratelimit.AttemptLimit;
import dev.gatehouse.ratelimit.RateLimitProperties;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Limits failed keys by address. Beyond the limit a key is refused before any look-up,
 * except one that is known to be good, so that other clients of the address go on
 * working. Each look-up is charged in advance and refunded if the key is accepted, so
 * that parallel requests cannot exceed the limit.
 */
class AddressLimit {

	private static final long FIRST_LOOK_UP_TIMEOUT = 1_000;

	private final AttemptLimit failures;

	private final BiPredicate<ApiKeySecret, HttpServletRequest> known;

	/** Keys (id and secret) whose first look-up is not over. */
	private final Map<String, CountDownLatch> underway = new ConcurrentHashMap<>();

	AddressLimit(RateLimitProperties properties, BiPredicate<ApiKeySecret, HttpServletRequest> known, Clock clock) {
		this.known = known;
		this.failures = AttemptLimit.perMinute(properties.failuresPerAddress(), clock);
	}

	/**
	 * Charges one failure in advance, unless the key is known to be good. A key whose
	 * first look-up is under way waits for it: if it is accepted, a burst of requests
	 * with a new key costs one charge; otherwise each request is charged.
	 * @param request keeps the charge until {@link #settle}
	 * @param secret the presented key, or null if it is malformed
	 * @param address the client's
	 * @return empty if the request may go on, otherwise the seconds to wait
	 */
	OptionalLong charge(HttpServletRequest request, @Nullable ApiKeySecret secret, String address) {
		boolean free = secret != null && this.known.test(secret, request);
		CountDownLatch first = null;
		if (secret != null && !free) {
			CountDownLatch mine = new CountDownLatch(1);
			CountDownLatch other = this.underway.putIfAbsent(name(secret), mine);
			if (other == null) {
				first = mine;
			}
			else {
				OptionalLong locked = this.failures.lockedFor(address);
				if (locked.isPresent()) {
					return locked;
				}
				await(other);
				free = this.known.test(secret, request);
			}
		}
		OptionalLong wait = free ? OptionalLong.empty() : this.failures.spend(address);
		Charge charge = new Charge(secret, free ? null : address, first);
		if (wait.isPresent()) {
			release(charge);
		}
		else {
			request.setAttribute(Charge.class.getName(), charge);
		}
		return wait;
	}

	private static String name(ApiKeySecret secret) {
		return secret.id() + secret.hash();
	}

	private static void await(CountDownLatch other) {
		try {
			other.await(FIRST_LOOK_UP_TIMEOUT, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Ends what {@link #charge} began; a second call changes nothing.
	 * @param request the same
	 * @param outcome what became of the key
	 */
	void settle(HttpServletRequest request, Outcome outcome) {
		if (!(request.getAttribute(Charge.class.getName()) instanceof Charge charge)) {
			return;
		}
		request.removeAttribute(Charge.class.getName());
		if (charge.address() != null && outcome != Outcome.REFUSED) {
			this.failures.refund(charge.address());
		}
		release(charge);
	}

	private void release(Charge charge) {
		if (charge.secret() != null && charge.first() != null) {
			this.underway.remove(name(charge.secret()), charge.first());
			charge.first().countDown();
		}
	}

	/** What became of a key. */
	enum Outcome {

		/** Authentication succeeded. */
		ACCEPTED,
		/** The key is invalid, expired or revoked. */
		REFUSED,
		/** Not determined, such as when the database is unreachable: no failure. */
		UNKNOWN

	}

	/**
	 * What a request was charged.
	 *
	 * @param secret its key
	 * @param address the address that was charged, if one was
	 * @param first released when the first look-up of this key is over
	 */
	private record Charge(@Nullable ApiKeySecret secret, @Nullable String address, @Nullable CountDownLatch first) {

	}

}
