package dev.gatehouse.host.edge;

import java.time.Duration;
import java.util.List;

import jakarta.validation.constraints.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the service is reached.
 *
 * @param publicUrl scheme, host and port, as callers see them
 * @param trustedProxies addresses or networks whose word on the client and on https is
 * believed
 * @param requireHttps whether plain http is refused
 * @param drain how long a replica that stops still answers after readiness went down
 * @param securityContact where to report a vulnerability; empty if that is not told
 * @param docs the page that tries the API
 */
@Validated
@ConfigurationProperties("gatehouse")
public record GatehouseProperties(String publicUrl, @DefaultValue List<String> trustedProxies, boolean requireHttps,
		@DefaultValue("0s") Duration drain, @DefaultValue("") @Pattern(regexp = "((mailto|tel):|https://)[!-~]+|",
				message = "must be an address such as mailto:security@example.com") String securityContact,
		Docs docs) {

	/**
	 * The page that tries the API.
	 *
	 * @param enabled whether it is served
	 */
	public record Docs(boolean enabled) {
	}

}
