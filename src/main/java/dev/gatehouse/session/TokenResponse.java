package dev.gatehouse.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.jwt.AccessTokens.IssuedToken;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * The answer to a login or a refresh (RFC 6749 section 5.1); to a browser, without the
 * tokens. Masks itself when printed.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonNaming(SnakeCaseStrategy.class)
public record TokenResponse(@Nullable String accessToken, @Nullable String tokenType, long expiresIn,
		@Nullable String refreshToken, @Nullable Long refreshExpiresIn) {

	static TokenResponse of(OpenedSession opened, boolean asCookies) {
		long seconds = opened.expiresIn().toSeconds();
		return asCookies ? new TokenResponse(null, null, seconds, null, null) : new TokenResponse(opened.accessToken(),
				"bearer", seconds, opened.refreshToken(), opened.refreshExpiresIn().toSeconds());
	}

	/** Of the same session, whose refresh token stays. */
	static TokenResponse of(IssuedToken access, boolean asCookies) {
		long seconds = access.expiresIn().toSeconds();
		return asCookies ? new TokenResponse(null, null, seconds, null, null)
				: new TokenResponse(access.value(), "bearer", seconds, null, null);
	}

	@Override
	public String toString() {
		return "TokenResponse[…]";
	}

}
