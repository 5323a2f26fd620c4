package dev.gatehouse.jwt;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.Scheme;

/**
 * What a token must say, once its signature is known to be good and its members to be of
 * their documented types (RFC 9068 section 4). Its expiry is checked later, so that only
 * what was a good token is called expired.
 */
final class TokenPolicy {

	static final String TYPE = "at+jwt";

	private final JwtProperties properties;

	private final Clock clock;

	TokenPolicy(JwtProperties properties, Clock clock) {
		this.properties = properties;
		this.clock = clock;
	}

	/**
	 * Judges a token.
	 * @param header its header
	 * @param claims its claims
	 * @return who calls, and until when
	 * @throws InvalidTokenException if it never was an access token of this service
	 */
	Judged judge(Map<String, ?> header, Map<String, ?> claims) throws InvalidTokenException {
		boolean ours = TYPE.equals(header.get("typ")) && this.properties.issuer().equals(claims.get("iss"))
				&& claims.get("aud") instanceof Collection<?> audience && audience.size() == 1
				&& audience.contains(this.properties.audience());
		if (!ours) {
			throw InvalidTokenException.invalid();
		}
		Caller caller = new Caller(text(claims, "sub"), text(claims, "name"), role(text(claims, "role")),
				Set.copyOf(List.of(text(claims, "scope").split(" "))), null, Scheme.JWT, text(claims, "sid"));
		text(claims, "jti");
		Instant expires = time(claims, "exp");
		judgeTimes(time(claims, "iat"), expires);
		return new Judged(caller, expires);
	}

	private void judgeTimes(Instant issued, Instant expires) throws InvalidTokenException {
		Instant now = this.clock.instant();
		boolean plausible = !issued.isAfter(now.plus(this.properties.clockSkew())) && expires.isAfter(issued)
				&& !expires.isAfter(issued.plus(this.properties.accessTokenTtl()));
		if (!plausible) {
			throw InvalidTokenException.invalid();
		}
	}

	private static Role role(String label) throws InvalidTokenException {
		return Role.labelled(label).orElseThrow(InvalidTokenException::invalid);
	}

	private static Instant time(Map<String, ?> claims, String name) throws InvalidTokenException {
		if (claims.get(name) instanceof Number seconds) {
			return Instant.ofEpochSecond(seconds.longValue());
		}
		throw InvalidTokenException.invalid();
	}

	private static String text(Map<String, ?> claims, String name) throws InvalidTokenException {
		if (claims.get(name) instanceof String text) {
			return text;
		}
		throw InvalidTokenException.invalid();
	}

	/**
	 * A good token.
	 *
	 * @param caller whom it speaks for
	 * @param expires when it ends
	 */
	record Judged(Caller caller, Instant expires) {

		boolean isOver(Instant now) {
			return !now.isBefore(this.expires);
		}

	}

}
