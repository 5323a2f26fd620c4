package dev.gatehouse.session;

import java.time.Duration;

/**
 * What a login hands out. Masks itself when printed.
 *
 * @param accessToken the token that opens the doors of scheme two
 * @param expiresIn how long it lives
 */
public record OpenedSession(String accessToken, Duration expiresIn) {

	@Override
	public String toString() {
		return "OpenedSession[expiresIn=%s]".formatted(this.expiresIn);
	}

}
