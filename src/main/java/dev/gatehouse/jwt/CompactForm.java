package dev.gatehouse.jwt;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one spelling of a signed token (RFC 7515 section 3.1): three parts of base64url and
 * not a character more. Decoders pass over padding, junk at the end, and the idle bits of
 * the last character, so that one token would have many texts.
 */
final class CompactForm {

	private static final int LONGEST = 4096;

	private static final Pattern PARTS = Pattern
		.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.(?<signature>[A-Za-z0-9_-]+)");

	private CompactForm() {
	}

	static boolean isCanonical(String token) {
		if (token.length() > LONGEST) {
			return false;
		}
		Matcher matcher = PARTS.matcher(token);
		return matcher.matches() && isReencodedAsItself(matcher.group("signature"));
	}

	private static boolean isReencodedAsItself(String part) {
		try {
			byte[] bytes = Base64.getUrlDecoder().decode(part);
			return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part);
		}
		catch (IllegalArgumentException malformed) {
			return false;
		}
	}

}
