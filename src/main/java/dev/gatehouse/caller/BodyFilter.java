package dev.gatehouse.caller;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Objects;

import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.util.ContentCachingRequestWrapper;

/**
 * Bounds the body of a request: a body of declared length is refused at once, one of
 * undeclared length where it becomes too large. A body without bytes is no body, whatever
 * its type: where a handler needs none, {@code curl -d ''} is as good as nothing.
 */
final class BodyFilter extends HttpFilter {

	private final transient ProblemWriter problems;

	private final int maxBytes;

	BodyFilter(ProblemWriter problems, int maxBytes) {
		this.problems = problems;
		this.maxBytes = maxBytes;
	}

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		long declared = request.getContentLengthLong();
		if (declared > this.maxBytes) {
			this.problems.write(request, response, CommonProblem.PAYLOAD_TOO_LARGE);
		}
		else if (declared == 0 || (declared < 0 && isWithoutBody(request))) {
			chain.doFilter(isTypedAsOther(request) ? new EmptyBody(request) : request, response);
		}
		else if (declared < 0 && isForm(request)) {
			// the container reads a form by itself, as far as its own limit
			this.problems.write(request, response, CommonProblem.UNSUPPORTED_MEDIA_TYPE);
		}
		else {
			chain.doFilter((declared > 0) ? request : bounded(request), response);
		}
	}

	private HttpServletRequest bounded(HttpServletRequest request) {
		return new ContentCachingRequestWrapper(request, this.maxBytes) {
			@Override
			protected void handleContentOverflow(int limit) {
				throw new ProblemException(CommonProblem.PAYLOAD_TOO_LARGE);
			}
		};
	}

	private static boolean isForm(HttpServletRequest request) {
		return type(request).startsWith("application/x-www-form-urlencoded") || type(request).startsWith("multipart/");
	}

	/** Of a type that handlers do not take; an empty JSON body is malformed JSON. */
	private static boolean isTypedAsOther(HttpServletRequest request) {
		return !type(request).isEmpty() && !type(request).startsWith(MediaType.APPLICATION_JSON_VALUE);
	}

	private static String type(HttpServletRequest request) {
		return Objects.requireNonNullElse(request.getContentType(), "").toLowerCase(Locale.ROOT);
	}

	/** RFC 9112 section 6.3: without either header there is no body; HTTP/2 differs. */
	private static boolean isWithoutBody(HttpServletRequest request) {
		return request.getProtocol().startsWith("HTTP/1") && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null;
	}

	private static final class EmptyBody extends HttpServletRequestWrapper {

		EmptyBody(HttpServletRequest request) {
			super(request);
		}

		@Override
		public @Nullable String getContentType() {
			return null;
		}

		@Override
		public @Nullable String getHeader(String name) {
			return HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(name) ? null : super.getHeader(name);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			return HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(name) ? Collections.emptyEnumeration()
					: super.getHeaders(name);
		}

	}

}
