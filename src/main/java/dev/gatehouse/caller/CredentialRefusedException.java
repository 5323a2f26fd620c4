package dev.gatehouse.caller;

import java.util.Map;

import dev.gatehouse.problem.ProblemCode;

import org.springframework.security.core.AuthenticationException;

/**
 * A credential was presented and is not good: the request ends here, it does not go on as
 * anonymous.
 */
public final class CredentialRefusedException extends AuthenticationException {

	private final Scheme scheme;

	private final ProblemCode code;

	private final transient Map<String, String> headers;

	/**
	 * Refuses a credential.
	 * @param scheme the way in that it is for
	 * @param code what the caller is told
	 * @param headers what the answer carries, such as {@code WWW-Authenticate}
	 */
	public CredentialRefusedException(Scheme scheme, ProblemCode code, Map<String, String> headers) {
		super(code.code());
		this.scheme = scheme;
		this.code = code;
		this.headers = Map.copyOf(headers);
	}

	Scheme scheme() {
		return this.scheme;
	}

	ProblemCode code() {
		return this.code;
	}

	Map<String, String> headers() {
		return this.headers;
	}

	/** Refusals are ordinary and frequent; nobody reads where they were made. */
	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}
