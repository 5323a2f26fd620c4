package dev.gatehouse.jwt;

/**
 * A token that is not good, told apart only by whether its time was all that was wrong.
 * Carries no part of the token.
 */
public final class InvalidTokenException extends Exception {

	private final boolean expired;

	private InvalidTokenException(boolean expired) {
		super(expired ? "expired" : "invalid", null, false, false);
		this.expired = expired;
	}

	static InvalidTokenException invalid() {
		return new InvalidTokenException(false);
	}

	static InvalidTokenException expired() {
		return new InvalidTokenException(true);
	}

	public boolean isExpired() {
		return this.expired;
	}

}
