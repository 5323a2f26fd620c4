package dev.gatehouse.caller;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.HstsHeaderWriter;
import org.springframework.security.web.header.writers.StaticHeadersWriter;

/**
 * The security headers of every answer. A header that the handler has set stays. Runs
 * once per request: here before all chains, in a kit in the chain that takes the request.
 */
public final class ResponseHeaders extends HeaderWriterFilter {

	/** What a page may load; pages set their own. */
	public static final String POLICY = "Content-Security-Policy";

	private static final List<HeaderWriter> ALL = List.of(new StaticHeadersWriter("X-Content-Type-Options", "nosniff"),
			new StaticHeadersWriter("X-Frame-Options", "DENY"),
			new StaticHeadersWriter("Referrer-Policy", "no-referrer"), new HstsHeaderWriter(),
			new StaticHeadersWriter(POLICY, "default-src 'none'; frame-ancestors 'none'"),
			new StaticHeadersWriter(HttpHeaders.CACHE_CONTROL, "no-store"));

	public ResponseHeaders() {
		super(ALL);
	}

	/** Writes the headers at once, where the container answers before any filter. */
	public static void writeTo(HttpServletRequest request, HttpServletResponse response) {
		ALL.forEach((writer) -> writer.writeHeaders(request, response));
	}

	@Override
	protected String getAlreadyFilteredAttributeName() {
		return ResponseHeaders.class.getName();
	}

	/** The stock filter skips what the container refused, such as TRACE. */
	@Override
	protected boolean shouldNotFilterErrorDispatch() {
		return false;
	}

}
