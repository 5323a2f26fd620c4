package dev.gatehouse.caller;

import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.gatehouse.problem.ProblemCode;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * A way in, with its name in {@code WWW-Authenticate} (RFC 9110 section 11.6.1).
 */
public enum Scheme {

	API_KEY("ApiKey"), JWT("Bearer");

	private final String challengeName;

	private final String label = name().toLowerCase(Locale.ROOT);

	Scheme(String challengeName) {
		this.challengeName = challengeName;
	}

	/**
	 * What a refused caller is told to send.
	 * @return such as {@code Bearer realm="gatehouse"}
	 */
	String challenge() {
		return this.challengeName + " realm=\"gatehouse\"";
	}

	/**
	 * What a refused caller is told was wrong (RFC 6750 section 3).
	 * @param error such as {@code invalid_token}
	 * @return such as {@code Bearer realm="gatehouse", error="invalid_token"}
	 */
	String challenge(String error) {
		return challenge() + ", error=\"" + error + "\"";
	}

	/**
	 * A credential of this scheme that is present and bad. The challenge is given where
	 * another credential would help.
	 * @param code what is wrong with it
	 * @return the exception to throw
	 */
	public CredentialRefusedException refuse(ProblemCode code) {
		return new CredentialRefusedException(this, code, (code.status() == HttpStatus.UNAUTHORIZED)
				? Map.of(HttpHeaders.WWW_AUTHENTICATE, challenge()) : Map.of());
	}

	/**
	 * A credential of this scheme that is present and bad, with the reason in the
	 * challenge.
	 * @param code what is wrong with it
	 * @param error such as {@code invalid_token}
	 * @return the exception to throw
	 */
	public CredentialRefusedException refuse(ProblemCode code, String error) {
		return new CredentialRefusedException(this, code, Map.of(HttpHeaders.WWW_AUTHENTICATE, challenge(error)));
	}

	/**
	 * A credential of this scheme that cannot be judged at the moment.
	 * @param code why not
	 * @param retryAfterSeconds when to try again
	 * @return the exception to throw
	 */
	public CredentialRefusedException postpone(ProblemCode code, long retryAfterSeconds) {
		return new CredentialRefusedException(this, code,
				Map.of(HttpHeaders.RETRY_AFTER, Long.toString(retryAfterSeconds)));
	}

	/**
	 * The scheme as callers see it.
	 * @return the lower-case name, such as {@code api_key}
	 */
	@JsonValue
	public String label() {
		return this.label;
	}

}
