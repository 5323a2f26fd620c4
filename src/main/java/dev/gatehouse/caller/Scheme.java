package dev.gatehouse.caller;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.gatehouse.problem.ProblemCode;

import org.springframework.http.HttpStatus;

/**
 * A way in, with its name in {@code WWW-Authenticate} (RFC 9110 section 11.6.1).
 */
public enum Scheme {

	API_KEY("ApiKey"), JWT("Bearer");

	private final String challengeName;

	Scheme(String challengeName) {
		this.challengeName = challengeName;
	}

	/**
	 * What a refused caller is told to send.
	 * @return such as {@code Bearer realm="gatehouse"}
	 */
	public String challenge() {
		return this.challengeName + " realm=\"gatehouse\"";
	}

	/**
	 * What a refused caller is told was wrong (RFC 6750 section 3).
	 * @param error such as {@code invalid_token}
	 * @return such as {@code Bearer realm="gatehouse", error="invalid_token"}
	 */
	public String challenge(String error) {
		return challenge() + ", error=\"" + error + "\"";
	}

	/**
	 * A credential of this scheme that is present and bad.
	 * @param code what is wrong with it
	 * @return the exception to throw
	 */
	public CredentialRefusedException refuse(ProblemCode code) {
		boolean another = code.status() == HttpStatus.UNAUTHORIZED; // would help
		return new CredentialRefusedException(code, another ? challenge() : null);
	}

	@JsonValue
	String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
