package dev.gatehouse.host.edge;

import dev.gatehouse.problem.ProblemCode;

import org.springframework.http.HttpStatus;

/**
 * The refusals before any chain runs.
 */
public enum EdgeProblem implements ProblemCode {

	REQUEST_REJECTED(400, "The request's path, method or headers are not acceptable"),
	HTTPS_REQUIRED(403, "Use https: what was sent just now travelled in clear"),
	BODY_TOO_SLOW(408, "The body did not arrive within 5 seconds"),
	TOO_MANY_BODIES(429, "Too many bodies are still arriving");

	private final HttpStatus status;

	private final String detail;

	EdgeProblem(int status, String detail) {
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

}
