package dev.gatehouse.attempt;

import org.jspecify.annotations.Nullable;

/**
 * The first step of a login. Handle and secret are random, and are stored as hashes.
 *
 * @param handle what the second step presents, such as the state or the challenge
 * @param secret what only the browser or the caller of the first step has
 * @param purpose which second step may use it
 * @param nonce what the provider must repeat in an id token
 * @param returnTo where the browser goes after the login
 * @param intent what the login is for, in the words of those who began it
 */
public record LoginAttempt(String handle, String secret, String purpose, @Nullable String nonce,
		@Nullable String returnTo, @Nullable String intent) {

	public LoginAttempt(String handle, String secret, String purpose) {
		this(handle, secret, purpose, null, null, null);
	}

	/** Masks itself when printed. */
	@Override
	public String toString() {
		return "LoginAttempt[purpose=" + this.purpose + "]";
	}

}
