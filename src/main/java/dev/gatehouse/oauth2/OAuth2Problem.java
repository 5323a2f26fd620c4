package dev.gatehouse.oauth2;

import dev.gatehouse.problem.ProblemCode;

import org.springframework.http.HttpStatus;

/**
 * The errors of a login at a provider.
 */
public enum OAuth2Problem implements ProblemCode {

	LOGIN_DENIED(401, "The login was denied at the provider"),
	LOGIN_CODE_INVALID(401, "The provider refused the login code"),
	PROVIDER_NOT_CONFIGURED(404, "This login provider is not configured"),
	LOGIN_BUSY(503, "Too many logins are waiting for their provider"),
	PROVIDER_UNAVAILABLE(502, "The login provider cannot be reached; try again in half a minute"),
	PROVIDER_ERROR(502, "The login provider gave no usable answer"),
	PROVIDER_TIMEOUT(504, "The login provider did not answer in time");

	private final HttpStatus status;

	private final String detail;

	OAuth2Problem(int status, String detail) {
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
