package dev.gatehouse.problem;

import java.util.Arrays;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/**
 * The codes that all folders share.
 */
public enum CommonProblem implements ProblemCode {

	INVALID_REQUEST(400, "The request is malformed"),
	LOGIN_ATTEMPT_INVALID(400, "This login attempt is unknown, used, expired, or was begun elsewhere"),
	AMBIGUOUS_CREDENTIALS(400, "Send one credential, not two"),
	AUTHENTICATION_REQUIRED(401, "This path is closed to callers who are not known"),
	INSUFFICIENT_SCOPE(403, "The credential does not have the right that this takes"),
	CSRF_FAILED(403, "The CSRF header is missing or wrong"),
	ORIGIN_NOT_ALLOWED(403, "Pages of this origin may not call here"), NOT_FOUND(404, "There is nothing here"),
	METHOD_NOT_ALLOWED(405, "This method is not allowed here"),
	NOT_ACCEPTABLE(406, "None of the accepted media types can be produced"),
	PAYLOAD_TOO_LARGE(413, "The body is larger than 16 KB"), UNSUPPORTED_MEDIA_TYPE(415, "The body must be JSON"),
	RANGE_NOT_SATISFIABLE(416, "No part of this is in the range that was asked for"),
	EXPECTATION_FAILED(417, "The only expectation that is met is 100-continue"), RATE_LIMITED(429, "Too many requests"),
	INTERNAL_ERROR(500, "Something went wrong on our side"),
	SERVICE_UNAVAILABLE(503, "The database cannot answer at the moment");

	private final HttpStatus status;

	private final String detail;

	CommonProblem(int status, String detail) {
		this.status = HttpStatus.valueOf(status);
		this.detail = detail;
	}

	@Override
	public HttpStatus status() {
		return this.status;
	}

	@Override
	public String detail() {
		return this.detail;
	}

	/** The code for a status that the container or the framework has chosen. */
	public static ProblemCode of(HttpStatusCode status) {
		// 501 and 505: a method, coding or version that the server does not know
		boolean callersFault = status.is4xxClientError() || status.value() == 501 || status.value() == 505;
		return Arrays.stream(values())
			.filter((code) -> code.status.isSameCodeAs(status))
			.findFirst()
			.orElse(callersFault ? INVALID_REQUEST : INTERNAL_ERROR);
	}

}
