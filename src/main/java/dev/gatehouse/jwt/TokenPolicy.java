package dev.gatehouse.jwt;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.Scheme;

/**
 * What a token must be: its spelling and, once its signature is known to be good and its
 * members to be of their documented types, what it says (RFC 9068 section 4). Its expiry
 * is checked later, so that only what was a good token is called expired.
 */
record TokenPolicy(String issuer, String audience, Duration maxLife, Duration clockSkew, Clock clock) {

	static final String TYPE = "at+jwt";

	private static final int MAX_LENGTH = 4096;

	private static final Pattern COMPACT = Pattern
		.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.(?<signature>[A-Za-z0-9_-]+)");

	/**
	 * Whether a text is the one spelling of a signed token (RFC 7515 section 3.1).
	 * Decoders skip padding, junk at the end and the idle bits of the last character, so
	 * that one token would have many texts.
	 */
	static boolean isCompact(String token) {
		Matcher parts = COMPACT.matcher(token);
		if (token.length() > MAX_LENGTH || !parts.matches()) {
			return false;
		}
		try {
			byte[] signature = Base64.getUrlDecoder().decode(parts.group("signature"));
			return token.endsWith("." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature));
		}
		catch (IllegalArgumentException malformed) {
			return false;
		}
	}

	/**
	 * Judges a token.
	 * @return who calls, and until when
	 * @throws InvalidTokenException if it never was an access token of this service
	 */
	Judged judge(Map<String, ?> header, Map<String, ?> claims) throws InvalidTokenException {
		boolean ours = TYPE.equals(header.get("typ")) && this.issuer.equals(claims.get("iss"))
				&& claims.get("aud") instanceof Collection<?> all && all.size() == 1 && all.contains(this.audience)
				&& claims.get("jti") instanceof String;
		Instant issued = Instant.ofEpochSecond(claim(claims, "iat", Number.class).longValue());
		Instant expires = Instant.ofEpochSecond(claim(claims, "exp", Number.class).longValue());
		boolean plausible = !issued.isAfter(this.clock.instant().plus(this.clockSkew)) && expires.isAfter(issued)
				&& !expires.isAfter(issued.plus(this.maxLife));
		if (!ours || !plausible) {
			throw InvalidTokenException.invalid();
		}
		Role role = Role.labelled(text(claims, "role")).orElseThrow(InvalidTokenException::invalid);
		return new Judged(
				new Caller(text(claims, "sub"), text(claims, "name"), role,
						Set.copyOf(List.of(text(claims, "scope").split(" "))), null, Scheme.JWT, text(claims, "sid")),
				expires);
	}

	private static String text(Map<String, ?> claims, String name) throws InvalidTokenException {
		return claim(claims, name, String.class);
	}

	private static <T> T claim(Map<String, ?> claims, String name, Class<T> type) throws InvalidTokenException {
		Object value = claims.get(name);
		if (!type.isInstance(value)) {
			throw InvalidTokenException.invalid();
		}
		return type.cast(value);
	}

	/** Whom a good token speaks for, and when it ends. */
	record Judged(Caller caller, Instant expires) {

		Caller callerAt(Instant now) throws InvalidTokenException {
			if (!now.isBefore(this.expires)) {
				throw InvalidTokenException.expired();
			}
			return this.caller;
		}

	}

}
