package dev.gatehouse.apikey;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.caller.CredentialRefusedException;
import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.ratelimit.AddressFailures;

import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Stands before the look-up: an address that sent too many bad keys gets no further,
 * except with a key that was good a while ago, so that its neighbours go on working.
 */
@Component
class ApiKeyGuard {

	private static final Duration MEMORY = Duration.ofMinutes(10);

	private static final int MOST = 50_000;

	private final AddressFailures failures;

	/** Key id to the hash of the secret that was good. */
	private final Cache<String, String> known = Caffeine.newBuilder()
		.maximumSize(MOST)
		.expireAfterAccess(MEMORY)
		.build();

	ApiKeyGuard(AddressFailures failures) {
		this.failures = failures;
	}

	/**
	 * Counts a failure in advance unless the key is known.
	 * @param secret the presented key
	 * @param address the client's
	 * @return whether one was counted
	 * @throws CredentialRefusedException if the address has no more
	 */
	boolean spend(ApiKeySecret secret, String address) {
		String good = this.known.getIfPresent(secret.id());
		if (good != null && secret.matches(good)) {
			return false;
		}
		spend(address);
		return true;
	}

	/**
	 * Counts a failure.
	 * @param address the client's
	 * @throws CredentialRefusedException if the address has no more
	 */
	void spend(String address) {
		OptionalLong wait = this.failures.spend(address);
		if (wait.isPresent()) {
			throw new CredentialRefusedException(ProblemCode.RATE_LIMITED,
					Map.of(HttpHeaders.RETRY_AFTER, Long.toString(wait.getAsLong())));
		}
	}

	/** The key was good, so nothing failed. */
	void refund(ApiKeySecret secret, String address) {
		this.failures.refund(address);
		this.known.put(secret.id(), secret.hash());
	}

	/** The key is good no longer. */
	void forget(ApiKeySecret secret) {
		this.known.invalidate(secret.id());
	}

}
