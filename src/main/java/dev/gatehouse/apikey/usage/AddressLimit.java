package dev.gatehouse.apikey.usage;

import java.time.Clock;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

import dev.gatehouse.apikey.ApiKeyProblem;
import dev.gatehouse.apikey.ApiKeySecret;
import dev.gatehouse.caller.ClientAddress;
import dev.gatehouse.caller.CredentialRefusedException;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.problem.CommonProblem;
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
	 * Runs a look-up. A key whose first look-up is under way waits for it: if it is
	 * accepted, a burst of requests with a new key costs one charge; otherwise each
	 * request is charged.
	 * @param key the presented key; null if it is malformed
	 * @throws CredentialRefusedException {@code rate_limited}, and what the look-up
	 * throws
	 */
	<T> T run(HttpServletRequest request, @Nullable ApiKeySecret key, Supplier<T> lookUp) {
		if (key != null && this.known.test(key, request)) {
			return lookUp.get();
		}
		String address = ClientAddress.of(request);
		if (key == null) {
			return charged(address, lookUp);
		}
		String name = key.id() + key.hash();
		CountDownLatch mine = new CountDownLatch(1);
		CountDownLatch first = this.underway.putIfAbsent(name, mine);
		if (first != null) {
			require(this.failures.lockedFor(address));
			await(first);
			return this.known.test(key, request) ? lookUp.get() : charged(address, lookUp);
		}
		try {
			return charged(address, lookUp);
		}
		finally {
			this.underway.remove(name, mine);
			mine.countDown();
		}
	}

	private <T> T charged(String address, Supplier<T> lookUp) {
		require(this.failures.spend(address));
		boolean bad = false;
		try {
			return lookUp.get();
		}
		catch (CredentialRefusedException refused) {
			bad = refused.code() instanceof ApiKeyProblem;
			throw refused;
		}
		finally {
			// no other failure is the client's fault
			if (!bad) {
				this.failures.refund(address);
			}
		}
	}

	private static void require(OptionalLong wait) {
		wait.ifPresent((seconds) -> {
			throw new CredentialRefusedException(Scheme.API_KEY, CommonProblem.RATE_LIMITED, null, seconds);
		});
	}

	private static void await(CountDownLatch first) {
		try {
			first.await(FIRST_LOOK_UP_TIMEOUT, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
