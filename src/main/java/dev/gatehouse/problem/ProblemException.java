package dev.gatehouse.problem;

import java.util.Map;

import org.springframework.http.HttpHeaders;

/**
 * Ends the handling of a request with a problem of the catalogue.
 */
public final class ProblemException extends RuntimeException {

	private final ProblemCode code;

	private final String detail;

	private final transient Map<String, String> headers;

	/**
	 * A problem with the sentence of its catalogue entry.
	 * @param code what went wrong
	 */
	public ProblemException(ProblemCode code) {
		this(code, code.detail());
	}

	/**
	 * A problem with a sentence of its own.
	 * @param code what went wrong
	 * @param detail what the caller reads; must hold no secret
	 */
	public ProblemException(ProblemCode code, String detail) {
		this(code, detail, Map.of());
	}

	/**
	 * A problem that the caller may try again after a while.
	 * @param code what went wrong
	 * @param retryAfterSeconds what {@code Retry-After} says, 1 at least
	 */
	public ProblemException(ProblemCode code, long retryAfterSeconds) {
		this(code, code.detail(), Map.of(HttpHeaders.RETRY_AFTER, Long.toString(retryAfterSeconds)));
	}

	private ProblemException(ProblemCode code, String detail, Map<String, String> headers) {
		super(code.code());
		this.code = code;
		this.detail = detail;
		this.headers = headers;
	}

	public ProblemCode code() {
		return this.code;
	}

	public String detail() {
		return this.detail;
	}

	Map<String, String> headers() {
		return this.headers;
	}

}
