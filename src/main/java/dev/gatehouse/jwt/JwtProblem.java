package dev.gatehouse.jwt;

import dev.gatehouse.caller.CredentialRefusedException;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.problem.ProblemCode;

import org.springframework.http.HttpStatus;

/**
 * The problems of access tokens.
 */
public enum JwtProblem implements ProblemCode {

	TOKEN_MISSING(401, "An access token is required"), TOKEN_EXPIRED(401, "Token expired"),
	TOKEN_INVALID(401, "Invalid token"), TOKEN_REVOKED(401, "Token revoked"),
	REVOCATION_UNAVAILABLE(503, "It cannot be told at the moment which sessions are revoked");

	private final HttpStatus status;

	private final String detail;

	JwtProblem(int status, String detail) {
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

	/** Refuses a token (RFC 6750 section 3.1). The token is not quoted. */
	CredentialRefusedException refusal() {
		return new CredentialRefusedException(Scheme.JWT, this, "invalid_token", 0);
	}

}
