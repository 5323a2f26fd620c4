package dev.gatehouse.session;

import java.time.Duration;

/**
 * What a login or a refresh hands out. Masks itself when printed.
 *
 * @param accessToken the token that opens the doors of scheme two
 * @param expiresIn how long it lives
 * @param refreshToken the token that is good for one refresh
 * @param refreshExpiresIn how long it waits for that
 */
public record OpenedSession(String accessToken, Duration expiresIn, String refreshToken, Duration refreshExpiresIn) {

	@Override
	public String toString() {
		return "OpenedSession[expiresIn=%s]".formatted(this.expiresIn);
	}

}
