package dev.gatehouse.caller;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

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

	/** The challenge for a refused caller, such as {@code Bearer realm="api"}. */
	String challenge(String realm) {
		return this.challengeName + " realm=\"" + realm + "\"";
	}

	@JsonValue
	public String label() {
		return this.label;
	}

	/** A principal that knows which scheme verified it. */
	interface Verified {

		Scheme scheme();

	}

}
