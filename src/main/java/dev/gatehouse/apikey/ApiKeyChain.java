package dev.gatehouse.apikey;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import dev.gatehouse.caller.Tier;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;

/**
 * Port: what is plugged into the chain of API keys from outside. Adds filters, such as
 * limits and counts, before or after Spring Security's {@code AuthenticationFilter}, or
 * rules before the last one: any request needs the required scope.
 */
@FunctionalInterface
public interface ApiKeyChain {

	void customize(HttpSecurity http);

	/**
	 * Port, optional: the counts and limits. Without it, no key can have a limit of its
	 * own.
	 */
	interface Usage {

		/** Writes recent counts, so that the keys that are read next include them. */
		default void write() {
		}

		/**
		 * Runs the look-up of a key, unless the client has failed too often.
		 * @param key the presented key; null if it is malformed
		 * @param lookUp refuses with an {@link ApiKeyProblem} what counts as a failure
		 */
		default <T> T limit(HttpServletRequest request, @Nullable ApiKeySecret key, Supplier<T> lookUp) {
			return lookUp.get();
		}

		/**
		 * Runs a look-up: at once, or later if the client has failed too often.
		 * @param lookUp returns whether the key was genuine; otherwise it counts as a
		 * failure
		 */
		default void run(HttpServletRequest request, ApiKeySecret key, BooleanSupplier lookUp) {
			boolean unused = lookUp.getAsBoolean();
		}

		/** Whether the budget of a tier covers a limit. */
		default boolean covers(Tier tier, Limit limit) {
			return false;
		}

	}

	/**
	 * The limit of a key, beside the budget of its owner.
	 *
	 * @param requests the limit at once and per window
	 * @param per the window, in whole seconds
	 */
	record Limit(int requests, Duration per) {

	}

}
