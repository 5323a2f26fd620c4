package dev.gatehouse.passkey;

import dev.gatehouse.problem.ProblemCode;

import org.springframework.http.HttpStatus;

/**
 * The errors of passkeys.
 */
public enum PasskeyProblem implements ProblemCode {

	PASSKEY_INVALID(401, "The passkey was not accepted"),
	/**
	 * The same code: a registration is refused for the same reasons, but proves nobody.
	 */
	PASSKEY_NOT_ADDED(400, "The new passkey was not accepted") {

		@Override
		public String code() {
			return PASSKEY_INVALID.code();
		}

	},
	PASSKEYS_UNAVAILABLE(404, "Passkeys are off: the host of gatehouse.public-url is an IP address, not a name"),
	PASSKEY_LIMIT_REACHED(409, "There are ten passkeys already: remove one first"),
	LAST_LOGIN_METHOD(409, "This passkey is the last way to log in");

	private final HttpStatus status;

	private final String detail;

	PasskeyProblem(int status, String detail) {
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
