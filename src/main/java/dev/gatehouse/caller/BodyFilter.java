package dev.gatehouse.caller;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
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
 * its type: where a handler needs none, {@code curl -d ''} is as good as nothing. JSON
 * has no parameter (RFC 8259 section 11): a charset would change the bytes of a password.
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
		String type = type(request);
		boolean json = type.equals(MediaType.APPLICATION_JSON_VALUE);
		String coding = String.join(",", Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING))).strip();
		if (declared > this.maxBytes) {
			this.problems.write(request, response, CommonProblem.PAYLOAD_TOO_LARGE);
		}
		else if (declared == 0 || (declared < 0 && isWithoutBody(request))) {
			// an empty JSON body is malformed JSON
			chain.doFilter((json || type.isEmpty()) ? typed(request, json) : new Typed(request, null), response);
		}
		else if (!coding.isEmpty() && !coding.equalsIgnoreCase("identity")) {
			response.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
			this.problems.write(request, response, CommonProblem.UNSUPPORTED_MEDIA_TYPE,
					"The content encoding %.40s is not supported: send the body as it is"
						.formatted(coding.replaceAll("[^A-Za-z0-9*._, -]", "?")));
		}
		else if (declared < 0
				&& (type.equals(MediaType.APPLICATION_FORM_URLENCODED_VALUE) || type.startsWith("multipart/"))) {
			// the container reads a form by itself, as far as its own limit
			this.problems.write(request, response, CommonProblem.UNSUPPORTED_MEDIA_TYPE);
		}
		else {
			chain.doFilter(typed((declared > 0) ? request : bounded(request), json), response);
		}
	}

	private static HttpServletRequest typed(HttpServletRequest request, boolean json) {
		return (json && !MediaType.APPLICATION_JSON_VALUE.equals(request.getContentType()))
				? new Typed(request, MediaType.APPLICATION_JSON_VALUE) : request;
	}

	private HttpServletRequest bounded(HttpServletRequest request) {
		return new ContentCachingRequestWrapper(request, this.maxBytes) {
			@Override
			protected void handleContentOverflow(int limit) {
				throw new ProblemException(CommonProblem.PAYLOAD_TOO_LARGE);
			}
		};
	}

	/** The media type in lower case, without parameters. */
	private static String type(HttpServletRequest request) {
		return Objects.requireNonNullElse(request.getContentType(), "").split(";", 2)[0].strip()
			.toLowerCase(Locale.ROOT);
	}

	/** RFC 9112 section 6.3: without either header there is no body; HTTP/2 differs. */
	private static boolean isWithoutBody(HttpServletRequest request) {
		return request.getProtocol().startsWith("HTTP/1") && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null;
	}

	private static final class Typed extends HttpServletRequestWrapper {

		private final @Nullable String type;

		Typed(HttpServletRequest request, @Nullable String type) {
			super(request);
			this.type = type;
		}

		@Override
		public @Nullable String getContentType() {
			return this.type;
		}

		@Override
		public @Nullable String getCharacterEncoding() {
			return null;
		}

		@Override
		public @Nullable String getHeader(String name) {
			return HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(name) ? this.type : super.getHeader(name);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			return HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(name)
					? Collections.enumeration((this.type != null) ? List.of(this.type) : List.of())
					: super.getHeaders(name);
		}

	}

}
