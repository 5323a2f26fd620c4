package dev.gatehouse.caller;

import dev.gatehouse.problem.ProblemCode;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.AuthenticationException;

/**
 * A credential was presented and is not good: the request ends here, it does not go on as
 * anonymous.
 */
public final class CredentialRefusedException extends AuthenticationException {

	private final ProblemCode code;

	private final @Nullable String challenge;

	/**
	 * Refuses a credential.
	 * @param code what the caller is told
	 * @param challenge the value of {@code WWW-Authenticate}; null where another
	 * credential would not help
	 */
	public CredentialRefusedException(ProblemCode code, @Nullable String challenge) {
		super(code.code());
		this.code = code;
		this.challenge = challenge;
	}

	ProblemCode code() {
		return this.code;
	}

	@Nullable String challenge() {
		return this.challenge;
	}

	/** Refusals are ordinary and frequent; nobody reads where they were made. */
	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}
