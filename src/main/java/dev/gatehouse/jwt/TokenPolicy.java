package dev.gatehouse.jwt;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.Scheme;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.Assert;

/**
 * What a token must be: its spelling, its JSON before the JWT library sees it, and once
 * its signature is known to be good, what it says (RFC 9068 section 4). Whatever
 * exception a method throws, the token is invalid.
 */
record TokenPolicy(String issuer, String audience, Duration maxLife, Duration clockSkew, Clock clock) {

	static final String TYPE = "at+jwt";

	/** The end of the year 9999, in seconds. */
	static final long MAX_TIME = 253402300799L;

	private static final int MAX_LENGTH = 4096;

	private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

	/** As {@code UUID.toString} writes it. */
	private static final Pattern CANONICAL_UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

	/** RFC 6749 section 3.3. */
	private static final Pattern SCOPES = Pattern.compile("[!#-\\[\\]-~]+( [!#-\\[\\]-~]+)*");

	/** Valid Unicode without control characters and line ends, which no name has. */
	private static final Pattern PRINTABLE = Pattern.compile("[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]+");

	private static final ObjectReader JSON = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_LONG_FOR_INTS)
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.build()
		.readerFor(new TypeReference<Map<String, Object>>() {
		});

	/**
	 * Header, claims and signature of the one spelling of a token (RFC 7515 section 3.1):
	 * without padding, and without idle bits in the last character of the signature.
	 */
	static List<String> parts(String token) {
		int first = token.indexOf('.');
		int last = token.lastIndexOf('.');
		Assert.isTrue(token.length() <= MAX_LENGTH && first > 0 && first + 1 < last
				&& token.indexOf('.', first + 1) == last && token.indexOf('=') < 0, "not a compact JWS");
		String signature = token.substring(last + 1);
		Assert.isTrue(!signature.isEmpty() && signature.equals(ENCODER.encodeToString(decode(signature))), "respelt");
		return List.of(token.substring(0, first), token.substring(first + 1, last), signature);
	}

	/** Refuses every character outside of the alphabet (RFC 4648 section 5). */
	static byte[] decode(String part) {
		return Base64.getUrlDecoder().decode(part);
	}

	/**
	 * Reads the header or the claims (RFC 7519): an object without a repeated or a
	 * forbidden member, and nothing after it.
	 */
	static Map<String, Object> read(byte[] json) {
		Map<String, Object> members = JSON.readValue(json);
		Assert.isTrue(members.entrySet().stream().allMatch(TokenPolicy::isAllowed), "a member is not allowed");
		return members;
	}

	private static boolean isAllowed(Map.Entry<String, Object> member) {
		Object value = member.getValue();
		return switch (member.getKey()) {
			case "alg", "typ", "kid", "iss", "sub", "name", "role" ->
				value instanceof String text && !text.isBlank() && PRINTABLE.matcher(text).matches();
			case "scope" -> value instanceof String text && SCOPES.matcher(text).matches();
			case "sid", "jti" -> value instanceof String text && CANONICAL_UUID.matcher(text).matches();
			case "exp", "iat", "auth_time" -> value instanceof Long seconds && seconds >= 0 && seconds <= MAX_TIME;
			// never issued; would change the meaning of the token or bring a key of its
			// own
			case "nbf", "crit", "b64", "zip", "enc", "jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "cty" -> false;
			default -> true;
		};
	}

	/**
	 * Judges what was read and signed. Its expiry is checked later, so that only what was
	 * a good token is called expired.
	 */
	Judged judge(Map<String, ?> header, Map<String, ?> claims) {
		Instant issued = Instant.ofEpochSecond(claim(claims, "iat", Long.class));
		Instant expires = Instant.ofEpochSecond(claim(claims, "exp", Long.class));
		Instant latest = this.clock.instant().plus(this.clockSkew);
		Assert.isTrue(
				TYPE.equals(header.get("typ")) && this.issuer.equals(claims.get("iss"))
						&& claims.get("aud") instanceof Collection<?> all && all.size() == 1
						&& all.contains(this.audience) && claims.containsKey("jti"),
				"not an access token of this service");
		Assert.isTrue(!issued.isAfter(latest) && expires.isAfter(issued) && !expires.isAfter(issued.plus(this.maxLife)),
				"not issued with this life");
		Role role = Role.labelled(claim(claims, "role", String.class)).orElseThrow();
		Set<String> scopes = Set.copyOf(List.of(claim(claims, "scope", String.class).split(" ")));
		return new Judged(
				new Caller(claim(claims, "sub", String.class), claim(claims, "name", String.class), role, scopes, null,
						Scheme.JWT, claim(claims, "sid", String.class),
						(claims.get("auth_time") instanceof Long seconds) ? Instant.ofEpochSecond(seconds) : null),
				expires);
	}

	private static <T> T claim(Map<String, ?> claims, String name, Class<T> type) {
		return type.cast(Objects.requireNonNull(claims.get(name)));
	}

	/** For which caller a good token speaks, and when it ends. */
	record Judged(Caller caller, Instant expires) {

		Caller callerAt(Instant now) {
			if (!now.isBefore(this.expires)) {
				throw JwtProblem.TOKEN_EXPIRED.refusal();
			}
			return this.caller;
		}

	}

}
