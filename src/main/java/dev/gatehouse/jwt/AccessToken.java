package dev.gatehouse.jwt;

import java.time.Duration;

/**
 * A freshly signed access token. Masks itself when printed.
 *
 * @param value what the caller sends as bearer
 * @param expiresIn how long it lives
 */
public record AccessToken(String value, Duration expiresIn) {

	@Override
	public String toString() {
		return "AccessToken[expiresIn=%s]".formatted(this.expiresIn);
	}

}
