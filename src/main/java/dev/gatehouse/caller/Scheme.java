package dev.gatehouse.caller;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A way in, with its names in {@code WWW-Authenticate} (RFC 9110 section 11.6.1).
 */
public enum Scheme {

	API_KEY("ApiKey Bearer"), JWT("Bearer");

	/** The header for keys; most clients that know only one header take a bearer. */
	public static final String KEY_HEADER = "X-API-Key";

	private static final String BEARER = "bearer";

	private final String challengeNames;

	private final String label = name().toLowerCase(Locale.ROOT);

	Scheme(String challengeNames) {
		this.challengeNames = challengeNames;
	}

	/** The challenges for a refused caller, such as {@code Bearer realm="api"}. */
	List<String> challenges(String realm) {
		return Stream.of(this.challengeNames.split(" ")).map((name) -> name + " realm=\"" + realm + "\"").toList();
	}

	/**
	 * What follows {@code Bearer} in an {@code Authorization} header, even if that is not
	 * one word; nothing if the scheme is another. No regular expression: it would cost
	 * more than all other work on a token.
	 */
	public static Optional<String> bearer(String value) {
		int length = BEARER.length();
		boolean bearer = value.regionMatches(true, 0, BEARER, 0, length)
				&& (value.length() == length || Character.isWhitespace(value.charAt(length)));
		return bearer ? Optional.of(value.substring(length).strip()) : Optional.empty();
	}

	@JsonValue
	public String label() {
		return this.label;
	}

	/** A principal that knows which scheme verified it. */
	interface Verified {

		Scheme scheme();

	}

	/**
	 * What a scheme's credential opens.
	 *
	 * @param scheme the scheme
	 * @param form whether a text is meant as its credential
	 * @param advice what somebody is told who sent it elsewhere
	 */
	public record Door(Scheme scheme, Predicate<String> form, String advice) {

	}

}
