package dev.gatehouse.caller;

import java.util.Optional;

import dev.gatehouse.problem.ProblemCode;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.AuthenticationException;

/**
 * A credential was presented and is not good: the request ends here, it does not go on as
 * anonymous.
 */
public final class CredentialRefusedException extends AuthenticationException {

	private static final String ATTRIBUTE = CredentialRefusedException.class.getName();

	final Scheme scheme;

	final transient ProblemCode code;

	final @Nullable String error;

	final long retryAfterSeconds;

	/** Refuses a credential, with the challenge of its scheme where the status is 401. */
	public CredentialRefusedException(Scheme scheme, ProblemCode code) {
		this(scheme, code, null, 0);
	}

	/** The same with the reason in the challenge, as RFC 6750 section 3 names it. */
	public CredentialRefusedException(Scheme scheme, ProblemCode code, String error) {
		this(scheme, code, error, 0);
	}

	/** The same for a credential that cannot be judged now, but in some seconds. */
	public CredentialRefusedException(Scheme scheme, ProblemCode code, long retryAfterSeconds) {
		this(scheme, code, null, retryAfterSeconds);
	}

	private CredentialRefusedException(Scheme scheme, ProblemCode code, @Nullable String error,
			long retryAfterSeconds) {
		super(code.code());
		this.scheme = scheme;
		this.code = code;
		this.error = error;
		this.retryAfterSeconds = retryAfterSeconds;
	}

	/**
	 * Why the credential of a request was refused, for filters that stand before the
	 * authentication.
	 * @param request a request on its way out
	 * @return the code, or empty if no credential was refused
	 */
	public static Optional<ProblemCode> of(HttpServletRequest request) {
		return Optional.ofNullable((ProblemCode) request.getAttribute(ATTRIBUTE));
	}

	void keepIn(HttpServletRequest request) {
		request.setAttribute(ATTRIBUTE, this.code);
	}

	/** Refusals are ordinary and frequent; nobody reads where they were made. */
	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}
