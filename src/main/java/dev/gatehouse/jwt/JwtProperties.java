package dev.gatehouse.jwt;

import java.time.Duration;

import jakarta.validation.constraints.NotBlank;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How access tokens are made and read.
 *
 * @param issuer the {@code iss} claim, the public URL of this service
 * @param audience the {@code aud} claim, the only one that is accepted
 * @param accessTokenTtl how long a token lives; also the longest life that is accepted
 * @param clockSkew how far the clock of the replica that issued a token may be ahead
 * @param secret the HS256 key, Base64 of 32 bytes or more; in demo a random one is made
 */
@Validated
@ConfigurationProperties("gatehouse.jwt")
record JwtProperties(@NotBlank String issuer, @NotBlank @DefaultValue("gatehouse") String audience,
		@DefaultValue("15m") @DurationMin(seconds = 1) @DurationMax(hours = 1) Duration accessTokenTtl,
		@DefaultValue("10s") @DurationMin(seconds = 0) @DurationMax(minutes = 1) Duration clockSkew,
		@Nullable String secret) {

	@Override
	public String toString() {
		return "JwtProperties[issuer=%s, audience=%s]".formatted(this.issuer, this.audience);
	}

}
