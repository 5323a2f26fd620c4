package dev.gatehouse.session;

import dev.gatehouse.problem.ProblemCode;

import org.springframework.http.HttpStatus;

/**
 * The problems of login and refresh.
 */
public enum SessionProblem implements ProblemCode {

	INVALID_CREDENTIALS(401, "Invalid credentials"), REFRESH_TOKEN_INVALID(401, "Invalid refresh token"),
	REFRESH_TOKEN_EXPIRED(401, "The refresh token has expired"),
	REFRESH_TOKEN_REUSED(401, "The refresh token was used before: the session is over"),
	REAUTHENTICATION_REQUIRED(401, "Your last login is too long ago for this: prove again who you are"),
	IDENTITY_MISMATCH(409, "This proves another user than that of the session");

	private final HttpStatus status;

	private final String detail;

	SessionProblem(int status, String detail) {
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
