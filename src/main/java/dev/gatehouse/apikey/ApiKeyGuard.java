package dev.gatehouse.apikey;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.caller.CredentialRefusedException;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.ratelimit.AddressFailures;

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
		.executor(Runnable::run) // waking a thread costs more than its upkeep
		.build();

	/** Hashes of secrets whose first look-up is not over. */
	private final Set<String> underway = ConcurrentHashMap.newKeySet();

	ApiKeyGuard(AddressFailures failures) {
		this.failures = failures;
	}

	/**
	 * Counts a failure in advance, unless the key is known or is just being looked up for
	 * another request.
	 * @param secret the presented key
	 * @param address the client's
	 * @return whether one was counted
	 * @throws CredentialRefusedException if the address has no more
	 */
	boolean spend(ApiKeySecret secret, String address) {
		String good = this.known.getIfPresent(secret.id());
		if ((good != null && secret.matches(good)) || !this.underway.add(secret.hash())) {
			return false;
		}
		try {
			spend(address);
			return true;
		}
		catch (CredentialRefusedException refused) {
			this.underway.remove(secret.hash());
			throw refused;
		}
	}

	/**
	 * Counts a failure.
	 * @param address the client's
	 * @throws CredentialRefusedException if the address has no more
	 */
	void spend(String address) {
		OptionalLong wait = this.failures.spend(address);
		if (wait.isPresent()) {
			throw new CredentialRefusedException(Scheme.API_KEY, CommonProblem.RATE_LIMITED, wait.getAsLong());
		}
	}

	/**
	 * The look-up that was counted is over. Unless the key was refused, nothing failed
	 * that the client can be blamed for; a database that is away is no bad key.
	 */
	void settle(ApiKeySecret secret, String address, boolean refused) {
		this.underway.remove(secret.hash());
		if (!refused) {
			this.failures.refund(address);
		}
	}

	/** The key was good. */
	void remember(ApiKeySecret secret) {
		this.known.put(secret.id(), secret.hash());
	}

	/**
	 * The key is good no longer. Who presents another secret for its id changes nothing.
	 */
	void forget(ApiKeySecret secret) {
		this.known.asMap().remove(secret.id(), secret.hash());
	}

}
