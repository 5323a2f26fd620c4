package dev.gatehouse.jwt;

import java.io.IOException;
import java.io.Reader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.Scheme;

/**
 * What a token must be: its spelling, its JSON before the JWT library sees it, and once
 * its signature is known to be good, what it says (RFC 9068 section 4). The library would
 * coerce dates, inflate, and pass over what it does not know.
 */
record TokenPolicy(String issuer, String audience, Duration maxLife, Duration clockSkew, Clock clock) {

	static final String TYPE = "at+jwt";

	private static final int MAX_LENGTH = 4096;

	/** The end of the year 9999, in seconds. */
	private static final long MAX_TIME = 253402300799L;

	private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

	private static final Set<String> TEXTS = Set.of("alg", "typ", "kid", "iss", "sub", "name", "role", "scope", "sid",
			"jti");

	private static final Set<String> TIMES = Set.of("exp", "iat", "nbf");

	/** What would change the meaning of the token or bring a key of its own. */
	private static final Set<String> FORBIDDEN = Set.of("crit", "b64", "zip", "enc", "jwk", "jku", "x5u", "x5c", "x5t",
			"x5t#S256", "cty");

	private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
		.maxNestingDepth(4)
		.maxNumberLength(20)
		.maxStringLength(4096)
		.build();

	private static final ObjectMapper JSON = JsonMapper
		.builder(JsonFactory.builder().streamReadConstraints(LIMITS).build())
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_LONG_FOR_INTS)
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.build();

	/**
	 * Whether a text is the one spelling of a signed token (RFC 7515 section 3.1).
	 * Decoders skip padding, junk at the end and the idle bits of the last character, so
	 * that one token would have many texts.
	 * @throws IllegalArgumentException if its signature is no Base64 at all
	 */
	static boolean isCompact(String token) {
		if (token.length() > MAX_LENGTH || !COMPACT.matcher(token).matches()) {
			return false;
		}
		String signature = token.substring(token.lastIndexOf('.') + 1);
		byte[] bytes = Base64.getUrlDecoder().decode(signature);
		return signature.equals(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
	}

	/**
	 * Reads the header or the claims (RFC 7519).
	 * @throws IOException if it is not an object, has a member twice, trailing text, a
	 * forbidden member or one of another type than is documented
	 */
	static Map<String, Object> read(Reader json) throws IOException {
		Map<String, Object> members = JSON.readValue(json, new TypeReference<>() {
		});
		if (members == null || !members.entrySet().stream().allMatch(TokenPolicy::isAllowed)) {
			throw new IOException("not an object, or a member that is not allowed");
		}
		return members;
	}

	private static boolean isAllowed(Map.Entry<String, Object> member) {
		if (TEXTS.contains(member.getKey())) {
			return member.getValue() instanceof String text && !text.isBlank();
		}
		if (TIMES.contains(member.getKey())) {
			return member.getValue() instanceof Long seconds && seconds >= 0 && seconds <= MAX_TIME;
		}
		return !FORBIDDEN.contains(member.getKey());
	}

	/**
	 * Judges what was read and signed. Its expiry is checked later, so that only what was
	 * a good token is called expired.
	 * @throws InvalidTokenException if it never was an access token of this service
	 */
	Judged judge(Map<String, ?> header, Map<String, ?> claims) throws InvalidTokenException {
		Instant issued = Instant.ofEpochSecond(claim(claims, "iat", Long.class));
		Instant expires = Instant.ofEpochSecond(claim(claims, "exp", Long.class));
		if (!TYPE.equals(header.get("typ")) || !this.issuer.equals(claims.get("iss")) || !claims.containsKey("jti")
				|| !(claims.get("aud") instanceof Collection<?> all && all.size() == 1 && all.contains(this.audience))
				|| issued.isAfter(this.clock.instant().plus(this.clockSkew)) || !expires.isAfter(issued)
				|| expires.isAfter(issued.plus(this.maxLife))) {
			throw InvalidTokenException.invalid();
		}
		Role role = Role.labelled(claim(claims, "role", String.class)).orElseThrow(InvalidTokenException::invalid);
		Set<String> scopes = Set.copyOf(List.of(claim(claims, "scope", String.class).split(" ")));
		return new Judged(new Caller(claim(claims, "sub", String.class), claim(claims, "name", String.class), role,
				scopes, null, Scheme.JWT, claim(claims, "sid", String.class)), expires);
	}

	private static <T> T claim(Map<String, ?> claims, String name, Class<T> type) throws InvalidTokenException {
		return Optional.ofNullable(claims.get(name))
			.filter(type::isInstance)
			.map(type::cast)
			.orElseThrow(InvalidTokenException::invalid);
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
