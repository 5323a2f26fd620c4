package dev.gatehouse.host.edge;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the service is reached.
 *
 * @param publicUrl scheme, host and port, as callers see them
 * @param trustedProxies addresses or networks whose word on the client and on https is
 * believed
 * @param requireHttps whether plain http is refused
 * @param drain how long a replica that stops still answers after readiness went down
 * @param docs the page that tries the API
 */
@ConfigurationProperties("gatehouse")
public record GatehouseProperties(String publicUrl, @DefaultValue List<String> trustedProxies, boolean requireHttps,
		@DefaultValue("0s") Duration drain, Docs docs) {

	/**
	 * The page that tries the API.
	 *
	 * @param enabled whether it is served
	 */
	public record Docs(boolean enabled) {
	}

}
