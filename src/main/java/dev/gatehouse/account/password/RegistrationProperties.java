package dev.gatehouse.account.password;

import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Whether callers may make accounts.
 *
 * @param enabled off unless switched on
 * @param perAddress how many an hour and client address
 */
@Validated
@ConfigurationProperties("gatehouse.registration")
record RegistrationProperties(@DefaultValue("false") boolean enabled, @DefaultValue("100") @Min(1) int perAddress) {
}
