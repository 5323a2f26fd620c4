package dev.gatehouse.caller;

import dev.gatehouse.problem.ProblemCode;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.AuthenticationException;

/**
 * A credential was presented and is not valid. The request ends here; it does not go on
 * as anonymous.
 */
public final class CredentialRefusedException extends AuthenticationException {

	final Scheme scheme;

	final transient ProblemCode code;

	final @Nullable String error;

	final long retryAfterSeconds;

	/** Refuses a credential, with the challenge of its scheme where the status is 401. */
	public CredentialRefusedException(Scheme scheme, ProblemCode code) {
		this(scheme, code, null, 0);
	}

	/**
	 * Refuses a credential.
	 * @param error the reason in the challenge, as RFC 6750 section 3 names it
	 * @param retryAfterSeconds after how many seconds it can be judged, or 0
	 */
	public CredentialRefusedException(Scheme scheme, ProblemCode code, @Nullable String error, long retryAfterSeconds) {
		super(code.code());
		this.scheme = scheme;
		this.code = code;
		this.error = error;
		this.retryAfterSeconds = retryAfterSeconds;
	}

	/** Why, for those who refuse it in another form. */
	public ProblemCode code() {
		return this.code;
	}

	/** Refusals are frequent, and their stack trace is never read. */
	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}
