package dev.gatehouse.session;

import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.AssertTrue;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long sessions last.
 *
 * @param idleTtl how long a refresh token can wait to be used
 * @param absoluteTtl how long a session lasts, however often it is refreshed
 * @param refreshGrace how long a token that was just used may be presented again, such as
 * after a lost answer
 * @param refreshKey derives refresh tokens, Base64 of 32 bytes or more; the demo makes a
 * random one
 * @param previousRefreshKeys keys that may have been used within the last grace
 */
@Validated
@ConfigurationProperties("gatehouse.session")
record SessionProperties(@DefaultValue("7d") @DurationMin(seconds = 1) Duration idleTtl,
		@DefaultValue("30d") @DurationMin(seconds = 1) @DurationMax(days = 366) Duration absoluteTtl,
		@DefaultValue("10s") @DurationMin(seconds = 0) @DurationMax(minutes = 5) Duration refreshGrace,
		@DefaultValue("") String refreshKey, @DefaultValue List<String> previousRefreshKeys) {

	@AssertTrue(message = "idle-ttl must not be longer than absolute-ttl")
	boolean isIdleWithinAbsolute() {
		return this.idleTtl.compareTo(this.absoluteTtl) <= 0;
	}

	@Override
	public String toString() {
		return "SessionProperties[idleTtl=%s, absoluteTtl=%s]".formatted(this.idleTtl, this.absoluteTtl);
	}

}
