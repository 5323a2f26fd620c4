package dev.gatehouse.host.edge;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import dev.gatehouse.setting.WebAddress;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.web.cors.CorsConfiguration;

/**
 * The other origins that may call from a browser.
 *
 * @param allowedOrigins exact origins such as {@code https://app.example.com}; none by
 * default, and never a wildcard
 * @param allowedHeaders request headers that they may set beside those of this API
 */
@ConfigurationProperties("gatehouse.cors")
record CorsProperties(@DefaultValue List<String> allowedOrigins, @DefaultValue List<String> allowedHeaders) {

	/** How long a browser may keep the answer to a preflight request. */
	private static final Duration MAX_AGE = Duration.ofHours(1);

	/** With those of tracing and of older clients. */
	private static final List<String> HEADERS = List.of("Authorization", "Content-Type", "X-API-Key", "X-Request-Id",
			"X-Requested-With", "traceparent", "tracestate", "baggage");

	CorsConfiguration configuration() {
		CorsConfiguration configuration = new CorsConfiguration();
		configuration.setAllowedOrigins(this.allowedOrigins.stream()
			.map((origin) -> WebAddress.origin(origin, "gatehouse.cors.allowed-origins"))
			.toList());
		configuration.setAllowedMethods(List.of("GET", "POST", "PATCH", "DELETE"));
		configuration.setAllowedHeaders(Stream.concat(HEADERS.stream(), this.allowedHeaders.stream()).toList());
		configuration.setMaxAge(MAX_AGE);
		configuration.setExposedHeaders(List.of("WWW-Authenticate", "X-Request-Id", "RateLimit", "RateLimit-Policy",
				"Retry-After", "Deprecation", "Sunset"));
		return configuration;
	}

}
