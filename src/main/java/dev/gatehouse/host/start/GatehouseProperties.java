package dev.gatehouse.host.start;

import jakarta.validation.constraints.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Where the service is reached. Other settings are made from it, so a wrong one must not
 * pass.
 *
 * @param publicUrl scheme, host and port, as callers see them
 */
@Validated
@ConfigurationProperties("gatehouse")
record GatehouseProperties(@Pattern(regexp = "https?://[A-Za-z0-9.\\-\\[\\]:]+",
		message = "must be scheme, host and port alone, such as https://api.example.com") String publicUrl) {

}
