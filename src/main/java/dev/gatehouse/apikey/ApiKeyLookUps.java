package dev.gatehouse.apikey;

import java.util.function.BooleanSupplier;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Port, optional: limits how often a client may have unknown keys looked up.
 */
public interface ApiKeyLookUps {

	/**
	 * Runs a look-up: at once, or later if the client has failed too often.
	 * @param lookUp returns whether the key was genuine; otherwise it counts as a failure
	 */
	void run(HttpServletRequest request, ApiKeySecret key, BooleanSupplier lookUp);

}
