package dev.gatehouse.apikey;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * One use of a key, as far as what follows the authentication needs it.
 *
 * @param replacedAt when the key was given a successor, if it was
 * @param expiresAt when it ends
 * @param address where the request comes from
 */
record ApiKeyUse(@Nullable Instant replacedAt, Instant expiresAt, String address) {

	/** RFC 9110 section 5.6.7; the JDK's formatter leaves out the zero of early days. */
	private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter
		.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
		.withZone(ZoneOffset.UTC);

	/** Tells users of a replaced key until when they may go on (RFC 9745, RFC 8594). */
	void warn(HttpServletResponse response) {
		if (this.replacedAt != null) {
			response.setHeader("Deprecation", "@" + this.replacedAt.getEpochSecond());
			response.setHeader("Sunset", HTTP_DATE.format(this.expiresAt));
		}
	}

}
