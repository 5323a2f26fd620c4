package dev.gatehouse.account;

import dev.gatehouse.problem.ProblemCode;

import org.springframework.http.HttpStatus;

/**
 * The problems of accounts and passwords.
 */
public enum AccountProblem implements ProblemCode {

	PASSWORD_UNACCEPTABLE(400, "The password is too short, too long or too easy to guess"),
	ACCOUNT_DISABLED(403, "The account is disabled"),
	REGISTRATION_DISABLED(404, "Registration is off: set gatehouse.registration.enabled to switch it on"),
	USERNAME_TAKEN(409, "The user name is taken"),
	IDENTITY_TAKEN(409, "The identity is linked to another account, or your account has another one at this provider"),
	LAST_ADMINISTRATOR(409, "This is the last administrator who is enabled"),
	SERVICE_BUSY(503, "Too many passwords are waiting to be checked");

	private final HttpStatus status;

	private final String detail;

	AccountProblem(int status, String detail) {
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
