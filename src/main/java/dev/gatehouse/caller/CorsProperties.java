package dev.gatehouse.caller;

import java.util.List;

import jakarta.validation.constraints.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CorsConfigurer;
import org.springframework.validation.annotation.Validated;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/**
 * Which other origins may call from a browser.
 *
 * @param allowedOrigins exact origins such as {@code https://app.example.com}; none by
 * default, and never a wildcard
 */
@Validated
@ConfigurationProperties("gatehouse.cors")
record CorsProperties(@DefaultValue List<@Pattern(regexp = "https?://[^/*\\s]+",
		message = "must be exact origins") String> allowedOrigins) {

	void configure(CorsConfigurer<HttpSecurity> cors) {
		if (this.allowedOrigins.isEmpty()) {
			cors.disable();
			return;
		}
		CorsConfiguration configuration = new CorsConfiguration();
		configuration.setAllowedOrigins(this.allowedOrigins);
		configuration.setAllowedMethods(List.of("GET", "POST", "PATCH", "DELETE"));
		configuration.setAllowedHeaders(List.of("Authorization", "Content-Type", "X-API-Key", "X-Request-Id"));
		configuration.setExposedHeaders(List.of("WWW-Authenticate", "X-Request-Id"));
		UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
		source.registerCorsConfiguration("/**", configuration);
		cors.configurationSource(source);
	}

}
