package dev.gatehouse.problem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Writes every refusal and error of filters, handlers and the container in one shape. The
 * answer tells nothing beyond the code and its detail.
 */
@Component
public record ProblemWriter(JsonMapper json, ApiProperties properties) {

	/** Seconds, where the refusal itself knows none. */
	private static final Map<HttpStatus, String> RETRY_AFTER = Map.of(HttpStatus.SERVICE_UNAVAILABLE, "5",
			HttpStatus.TOO_MANY_REQUESTS, "60");

	/** Writes a problem with the sentence of its code. */
	public void write(HttpServletRequest request, HttpServletResponse response, ProblemCode code) throws IOException {
		write(request, response, code, code.detail());
	}

	/**
	 * Writes a problem with a sentence of its own. Headers that are already set, such as
	 * {@code WWW-Authenticate} or {@code Allow}, stay. The sentence must hold no secret.
	 */
	public void write(HttpServletRequest request, HttpServletResponse response, ProblemCode code, String detail)
			throws IOException {
		Problem problem = new Problem("/problems/" + code.code(), code.status().getReasonPhrase(),
				code.status().value(), detail, path(request), code.code(), RequestIdFilter.of(request));
		byte[] body = this.json.writeValueAsString(problem).getBytes(StandardCharsets.UTF_8);
		response.setStatus(problem.status());
		if (code.status() == HttpStatus.UNAUTHORIZED && !response.containsHeader(HttpHeaders.WWW_AUTHENTICATE)) {
			// RFC 9110 section 11.6.1: a 401 always names a way in
			response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"" + this.properties.realm() + "\"");
		}
		if (RETRY_AFTER.containsKey(code.status()) && !response.containsHeader(HttpHeaders.RETRY_AFTER)) {
			response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER.get(code.status()));
		}
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

	/** The requested path without its query, which may hold a secret. */
	private static String path(HttpServletRequest request) {
		Object original = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
		String path = (original instanceof String uri) ? uri : request.getRequestURI();
		return (path != null) ? path.replaceFirst("\\?.*", "") : "/";
	}

	/** RFC 9457, with the extension members {@code code} and {@code request_id}. */
	@JsonNaming(SnakeCaseStrategy.class)
	record Problem(String type, String title, int status, String detail, String instance, String code,
			@Nullable String requestId) {

	}

}
