package dev.gatehouse.caller;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.HstsHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter.XFrameOptionsMode;

/**
 * The security headers of every answer. What the handler has set itself stays. The filter
 * is Spring Security's own, and runs once a request, wherever it stands.
 */
public final class ResponseHeaders extends HeaderWriterFilter {

	/** What a page may load; pages set their own. */
	public static final String POLICY = "Content-Security-Policy";

	private static final String FOR_DATA = "default-src 'none'; frame-ancestors 'none'";

	private static final List<HeaderWriter> ALL = List.of(new XContentTypeOptionsHeaderWriter(),
			new XFrameOptionsHeaderWriter(XFrameOptionsMode.DENY),
			new ReferrerPolicyHeaderWriter(ReferrerPolicy.NO_REFERRER), new HstsHeaderWriter(),
			ResponseHeaders::writePolicy, ResponseHeaders::writeCacheControl);

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

	/** The stock filter passes over what the container refused, such as TRACE. */
	@Override
	protected boolean shouldNotFilterErrorDispatch() {
		return false;
	}

	private static void writePolicy(HttpServletRequest request, HttpServletResponse response) {
		if (!response.containsHeader(POLICY)) {
			response.setHeader(POLICY, FOR_DATA);
		}
	}

	private static void writeCacheControl(HttpServletRequest request, HttpServletResponse response) {
		if (!response.containsHeader(HttpHeaders.CACHE_CONTROL)) {
			response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		}
	}

}
