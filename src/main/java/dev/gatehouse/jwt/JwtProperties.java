package dev.gatehouse.jwt;

import java.time.Duration;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How access tokens are made and read.
 *
 * @param paths what a token opens, unless another chain names the path
 * @param issuer the {@code iss} claim; {@code gatehouse.public-url} unless given
 * @param audience the {@code aud} claim, the only one that is accepted
 * @param accessTokenTtl how long a token lives; also the longest life that is accepted
 * @param clockSkew how far the clock of the issuing replica may be ahead
 * @param secret the short form for one HS256 key; follows {@code keys} if both are given
 * @param keys the first signs, all verify; the demo makes a random one if there is none
 * @param cacheSize how many verified tokens are kept in memory, about 1 KB each
 */
@Validated
@ConfigurationProperties("gatehouse.jwt")
record JwtProperties(@DefaultValue("/api/**") List<String> paths,
		@Pattern(regexp = ".*\\S.*", message = "must not be blank") @Nullable String issuer,
		@NotBlank @DefaultValue("api") String audience,
		@DefaultValue("15m") @DurationMin(seconds = 1) @DurationMax(hours = 1) Duration accessTokenTtl,
		@DefaultValue("10s") @DurationMin(seconds = 0) @DurationMax(minutes = 1) Duration clockSkew,
		@DefaultValue("") String secret, @DefaultValue List<@Valid KeySource> keys,
		@DefaultValue("10000") @Min(0) int cacheSize) {

	@Override
	public String toString() {
		return "JwtProperties[issuer=%s, audience=%s]".formatted(this.issuer, this.audience);
	}

	/**
	 * Where a key comes from: a secret or a file.
	 *
	 * @param id what tokens name in {@code kid}; a fingerprint of the key unless given
	 * @param secret an HS256 key, Base64 of 32 bytes or more
	 * @param privateKey the place of a PEM file with a P-256 or Ed25519 private key
	 */
	record KeySource(
			@Pattern(regexp = "[A-Za-z0-9._-]{1,64}",
					message = "must be 1 to 64 letters, digits, dots, dashes or underscores") @Nullable String id,
			@DefaultValue("") String secret, @DefaultValue("") String privateKey) {

		@Override
		public String toString() {
			return "KeySource[id=%s]".formatted(this.id);
		}

	}

}
