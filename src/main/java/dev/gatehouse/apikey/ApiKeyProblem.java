package dev.gatehouse.apikey;

import dev.gatehouse.problem.ProblemCode;

import org.springframework.http.HttpStatus;

/**
 * What can be wrong with an API key, and with managing keys.
 */
public enum ApiKeyProblem implements ProblemCode {

	API_KEY_IN_URL(400, "An API key was sent in the URL: it is now exposed, rotate it"),
	API_KEY_MISSING(401, "An API key is required"), API_KEY_INVALID(401, "Invalid API key"),
	API_KEY_EXPIRED(401, "The API key has expired"), API_KEY_REVOKED(401, "The API key has been revoked"),
	ADDRESS_NOT_ALLOWED(403, "This API key does not work from your address"),
	KEY_LIMIT_REACHED(409, "The account has twenty live keys, which is the most"),
	KEY_BEING_ROTATED(409, "This key is being rotated"), KEY_NOT_LIVE(409, "This key is expired or revoked");

	private final HttpStatus status;

	private final String detail;

	ApiKeyProblem(int status, String detail) {
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
