package dev.gatehouse.host.edge;

import java.util.List;

import jakarta.validation.constraints.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;
import org.springframework.web.cors.CorsConfiguration;

/**
 * The other origins that may call from a browser.
 *
 * @param allowedOrigins exact origins such as {@code https://app.example.com}; none by
 * default, and never a wildcard
 */
@Validated
@ConfigurationProperties("gatehouse.cors")
record CorsProperties(@DefaultValue List<@Pattern(regexp = "https?://[^/*\\s]+",
		message = "must be exact origins") String> allowedOrigins) {

	CorsConfiguration configuration() {
		CorsConfiguration configuration = new CorsConfiguration();
		configuration.setAllowedOrigins(this.allowedOrigins);
		configuration.setAllowedMethods(List.of("GET", "POST", "PATCH", "DELETE"));
		configuration.setAllowedHeaders(List.of("Authorization", "Content-Type", "X-API-Key", "X-Request-Id"));
		configuration.setExposedHeaders(List.of("WWW-Authenticate", "X-Request-Id", "RateLimit", "RateLimit-Policy",
				"Retry-After", "Deprecation", "Sunset"));
		return configuration;
	}

}
