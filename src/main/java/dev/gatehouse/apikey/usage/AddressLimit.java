package dev.gatehouse.apikey.usage;

import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.apikey.ApiKeySecret;
import dev.gatehouse.ratelimit.AttemptLimit;
import dev.gatehouse.ratelimit.RateLimitProperties;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * How often an address may fail: beyond the limit it is refused before any look-up,
 * except with a key that was good a while ago, so that its neighbours go on working. A
 * failure is charged in advance and given back, so that many at once fail no more often
 * than one after the other.
 */
@Component
class AddressLimit {

	private static final Duration RETENTION = Duration.ofMinutes(10);

	private static final int MAX_KNOWN = 50_000;

	private final AttemptLimit failures;

	/** Key id to the hash of the secret that was good. */
	private final Cache<String, String> known = Caffeine.newBuilder()
		.maximumSize(MAX_KNOWN)
		.expireAfterAccess(RETENTION)
		// waking a thread costs more than its upkeep
		.executor(Runnable::run)
		.build();

	/** Hashes of secrets whose first look-up is not over. */
	private final Set<String> underway = ConcurrentHashMap.newKeySet();

	AddressLimit(RateLimitProperties properties, Clock clock) {
		this.failures = AttemptLimit.perMinute(properties.failuresPerAddress(), clock);
	}

	/**
	 * Charges a failure in advance, unless the key is known or is just being looked up
	 * for another request.
	 * @param request gets the charge, for who learns what became of the key
	 * @param secret the presented key; null for one that is none
	 * @param address the client's
	 * @return empty if there was one, otherwise the seconds until there is
	 */
	OptionalLong charge(HttpServletRequest request, @Nullable ApiKeySecret secret, String address) {
		boolean free = secret != null && (isKnown(secret) || !this.underway.add(secret.hash()));
		OptionalLong wait = free ? OptionalLong.empty() : this.failures.spend(address);
		if (wait.isPresent() && secret != null) {
			this.underway.remove(secret.hash());
		}
		request.setAttribute(Charge.class.getName(), new Charge(secret, free ? null : address));
		return wait;
	}

	private boolean isKnown(ApiKeySecret secret) {
		String good = this.known.getIfPresent(secret.id());
		return good != null && secret.matches(good);
	}

	/**
	 * Ends what {@link #charge} began; a second time changes nothing.
	 * @param request the same
	 * @param outcome what became of the key
	 */
	void settle(HttpServletRequest request, Outcome outcome) {
		if (request.getAttribute(Charge.class.getName()) instanceof Charge charge) {
			request.removeAttribute(Charge.class.getName());
			settle(charge.secret(), charge.address(), outcome);
		}
	}

	private void settle(@Nullable ApiKeySecret secret, @Nullable String address, Outcome outcome) {
		if (secret != null && address != null) {
			this.underway.remove(secret.hash());
		}
		if (secret != null && address != null && outcome == Outcome.GOOD) {
			this.known.put(secret.id(), secret.hash());
		}
		if (secret != null && outcome == Outcome.BAD) {
			// another secret for the same id changes nothing
			this.known.asMap().remove(secret.id(), secret.hash());
		}
		if (address != null && outcome != Outcome.BAD) {
			this.failures.refund(address);
		}
	}

	/** What became of a key. */
	enum Outcome {

		/** It was accepted. */
		GOOD,
		/** It was refused for what it is. */
		BAD,
		/** The client cannot be blamed: a database that is away is no bad key. */
		UNKNOWN

	}

	/** The key of a request, and the address that was charged for it, if one was. */
	private record Charge(@Nullable ApiKeySecret secret, @Nullable String address) {

	}

}
