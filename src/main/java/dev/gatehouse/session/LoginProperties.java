package dev.gatehouse.session;

import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How often logins may fail.
 *
 * @param failuresPerAccountAndAddress a minute, of one account from one address
 * @param failuresPerAddress a minute, of whatever accounts
 * @param failuresPerAccount an hour, from wherever
 */
@Validated
@ConfigurationProperties("gatehouse.login")
record LoginProperties(@DefaultValue("5") @Min(1) int failuresPerAccountAndAddress,
		@DefaultValue("20") @Min(1) int failuresPerAddress, @DefaultValue("100") @Min(1) int failuresPerAccount) {
}
