package dev.gatehouse.apikey;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import dev.gatehouse.apikey.ApiKeyCache.KnownKey;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.AuthenticationFilter;
import org.springframework.stereotype.Component;

/**
 * Tells users of a replaced key until when it works (RFC 9745, RFC 8594).
 */
@Component
@Order(0)
class RotationNotice implements ApiKeyChain {

	/** RFC 9110 section 5.6.7; the JDK's formatter leaves out the zero of early days. */
	private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter
		.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
		.withZone(ZoneOffset.UTC);

	@Override
	public void customize(HttpSecurity http) {
		http.addFilterAfter((request, response, chain) -> {
			Authentication caller = SecurityContextHolder.getContext().getAuthentication();
			if (caller != null && caller.getDetails() instanceof KnownKey key && key.replacedAt() != null) {
				write((HttpServletResponse) response, key.replacedAt(), key.expiresAt());
			}
			chain.doFilter(request, response);
		}, AuthenticationFilter.class);
	}

	static void write(HttpServletResponse response, Instant replacedAt, Instant expiresAt) {
		response.setHeader("Deprecation", "@" + replacedAt.getEpochSecond());
		response.setHeader("Sunset", HTTP_DATE.format(expiresAt));
	}

}
