package dev.gatehouse.jwt;

import java.util.Optional;

/**
 * Reads the value of an {@code Authorization} header (RFC 6750 section 2.1). Without a
 * regular expression, which cost more than all else that is done for a token.
 */
final class BearerHeader {

	private static final String SCHEME = "bearer";

	private BearerHeader() {
	}

	/**
	 * What follows the scheme.
	 * @param value the header's
	 * @return the text, which may be empty or several words, or empty if the header is of
	 * another scheme, such as Basic
	 */
	static Optional<String> read(String value) {
		int length = SCHEME.length();
		boolean bearer = value.regionMatches(true, 0, SCHEME, 0, length)
				&& (value.length() == length || Character.isWhitespace(value.charAt(length)));
		return bearer ? Optional.of(value.substring(length).strip()) : Optional.empty();
	}

}
