package dev.gatehouse.caller;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

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
 * undeclared length where it becomes too large. The type of a body without bytes does not
 * matter: it counts as JSON, which is what all handlers take.
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
			chain.doFilter((request.getContentType() != null) ? new EmptyBody(request) : request, response);
		}
		else {
			chain.doFilter((declared > 0) ? request : new BoundedBody(request, this.maxBytes), response);
		}
	}

	/** RFC 9112 section 6.3: without either header there is no body; HTTP/2 differs. */
	private static boolean isWithoutBody(HttpServletRequest request) {
		return request.getProtocol().startsWith("HTTP/1") && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null;
	}

	private static final class BoundedBody extends ContentCachingRequestWrapper {

		BoundedBody(HttpServletRequest request, int maxBytes) {
			super(request, maxBytes);
		}

		@Override
		protected void handleContentOverflow(int limit) {
			throw new ProblemException(CommonProblem.PAYLOAD_TOO_LARGE);
		}

	}

	private static final class EmptyBody extends HttpServletRequestWrapper {

		EmptyBody(HttpServletRequest request) {
			super(request);
		}

		@Override
		public String getContentType() {
			return MediaType.APPLICATION_JSON_VALUE;
		}

		@Override
		public @Nullable String getHeader(String name) {
			return HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(name) ? getContentType() : super.getHeader(name);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			return HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(name) ? Collections.enumeration(List.of(getContentType()))
					: super.getHeaders(name);
		}

	}

}
