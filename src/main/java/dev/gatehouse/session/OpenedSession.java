package dev.gatehouse.session;

import java.time.Duration;

/**
 * The tokens that a login or a refresh answers, and how long each lives. Masks itself
 * when printed.
 */
public record OpenedSession(String accessToken, Duration expiresIn, String refreshToken, Duration refreshExpiresIn) {

	@Override
	public String toString() {
		return "OpenedSession[expiresIn=%s]".formatted(this.expiresIn);
	}

}
