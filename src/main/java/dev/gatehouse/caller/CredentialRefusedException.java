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

	private final Scheme scheme;

	private final transient ProblemCode code;

	private final @Nullable String error;

	private final long retryAfterSeconds;

	/**
	 * Refuses a credential.
	 * @param scheme the way in that it is for
	 * @param code what the caller is told
	 */
	public CredentialRefusedException(Scheme scheme, ProblemCode code) {
		this(scheme, code, null, 0);
	}

	/**
	 * Refuses a credential with the reason in the challenge (RFC 6750 section 3).
	 * @param scheme the way in that it is for
	 * @param code what the caller is told
	 * @param error such as {@code invalid_token}
	 */
	public CredentialRefusedException(Scheme scheme, ProblemCode code, String error) {
		this(scheme, code, error, 0);
	}

	/**
	 * A credential that cannot be judged at the moment.
	 * @param scheme the way in that it is for
	 * @param code why not
	 * @param retryAfterSeconds when to try again, 1 at least
	 */
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

	Scheme scheme() {
		return this.scheme;
	}

	ProblemCode code() {
		return this.code;
	}

	@Nullable String error() {
		return this.error;
	}

	long retryAfterSeconds() {
		return this.retryAfterSeconds;
	}

	/** Refusals are ordinary and frequent; nobody reads where they were made. */
	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}
