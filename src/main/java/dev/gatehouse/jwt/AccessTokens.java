package dev.gatehouse.jwt;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Role;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.Scheme;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.ExpiredJwtException;
import io.jsonwebtoken.Header;
import io.jsonwebtoken.Jws;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.io.DeserializationException;
import io.jsonwebtoken.io.Deserializer;

import org.springframework.stereotype.Component;

/**
 * Issues and reads access tokens (RFC 9068). The only class that knows the JWT library,
 * whose parser is lenient by default: here one key means one algorithm, every claim must
 * be there and of its type, and there is one spelling of a token (RFC 8725).
 */
@Component
public class AccessTokens {

	private static final String TYPE = "at+jwt";

	private static final int LONGEST = 4096;

	private static final Pattern COMPACT = Pattern
		.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.(?<signature>[A-Za-z0-9_-]+)");

	private final JwtProperties properties;

	private final SigningKeys keys;

	private final Clock clock;

	private final JwtParser parser;

	AccessTokens(JwtProperties properties, SigningKeys keys, Clock clock) {
		this.properties = properties;
		this.keys = keys;
		this.clock = clock;
		this.parser = strictParser();
	}

	/**
	 * Signs a token for an account.
	 * @param account whom the token speaks for
	 * @param sessionId the session that it belongs to, by which it can be revoked
	 * @param methods how the caller proved who it is, such as {@code pwd} (RFC 8176)
	 * @return the token
	 */
	public AccessToken issue(Account account, String sessionId, List<String> methods) {
		Instant now = this.clock.instant();
		SigningKeys.SigningKey key = this.keys.current();
		String value = Jwts.builder()
			.header()
			.type(TYPE)
			.keyId(key.id())
			.and()
			.issuer(this.properties.issuer())
			.audience()
			.add(this.properties.audience())
			.and()
			.subject(account.subject())
			.claim("name", account.name())
			.claim("role", account.role().label())
			.claim("scope", String.join(" ", account.scopes()))
			.claim("sid", sessionId)
			.claim("amr", methods)
			.id(UUID.randomUUID().toString())
			.issuedAt(Date.from(now))
			.expiration(Date.from(now.plus(this.properties.accessTokenTtl())))
			.signWith(key.secret(), Jwts.SIG.HS256)
			.compact();
		return new AccessToken(value, this.properties.accessTokenTtl());
	}

	/**
	 * Reads a token that a caller presents.
	 * @param token anything at all
	 * @return who calls
	 * @throws InvalidTokenException unless it is a token that this service issued as
	 * access token, unchanged and in its time
	 */
	Caller read(String token) throws InvalidTokenException {
		if (token.length() > LONGEST || !isCanonical(token)) {
			throw InvalidTokenException.invalid();
		}
		try {
			Jws<Claims> jws = this.parser.parseSignedClaims(token);
			Caller caller = callerOf(jws.getHeader(), jws.getPayload());
			if (!this.clock.instant().isBefore(jws.getPayload().getExpiration().toInstant())) {
				throw InvalidTokenException.expired();
			}
			return caller;
		}
		catch (ExpiredJwtException expired) {
			callerOf(expired.getHeader(), expired.getClaims());
			throw InvalidTokenException.expired();
		}
		catch (RuntimeException refused) {
			// not one family: the library also throws IllegalArgument and ClassCast, and
			// its messages quote the token
			throw InvalidTokenException.invalid();
		}
	}

	private JwtParser strictParser() {
		return Jwts.parser()
			.json(new Strict())
			.keyLocator(this::keyFor)
			.sig()
			.clear()
			.add(Jwts.SIG.HS256)
			.and()
			.zip()
			.clear()
			.and()
			.clock(() -> Date.from(this.clock.instant()))
			.build();
	}

	private Key keyFor(Header header) {
		return this.keys.find(String.valueOf(header.get("kid")))
			.orElseThrow(() -> new JwtException("unknown key"))
			.secret();
	}

	/** A signature whose last character has idle bits set decodes to the same bytes. */
	private static boolean isCanonical(String token) {
		Matcher matcher = COMPACT.matcher(token);
		if (!matcher.matches()) {
			return false;
		}
		String signature = matcher.group("signature");
		try {
			byte[] bytes = Base64.getUrlDecoder().decode(signature);
			return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(signature);
		}
		catch (IllegalArgumentException malformed) {
			return false;
		}
	}

	private Caller callerOf(Header header, Claims claims) throws InvalidTokenException {
		Date issued = claims.getIssuedAt();
		Date expires = claims.getExpiration();
		boolean ours = TYPE.equals(header.getType()) && this.properties.issuer().equals(claims.getIssuer())
				&& Set.of(this.properties.audience()).equals(claims.getAudience()) && issued != null && expires != null
				&& isPlausible(issued.toInstant(), expires.toInstant())
				&& Arrays.asList("sub", "name", "role", "scope", "sid", "jti")
					.stream()
					.allMatch((name) -> claims.get(name) instanceof String);
		if (!ours) {
			throw InvalidTokenException.invalid();
		}
		return new Caller(claims.getSubject(), text(claims, "name"), Role.labelled(text(claims, "role")),
				Set.of(text(claims, "scope").split(" ")), null, Scheme.JWT, text(claims, "sid"));
	}

	private boolean isPlausible(Instant issued, Instant expires) {
		Instant latest = this.clock.instant().plus(this.properties.clockSkew());
		return !issued.isAfter(latest) && expires.isAfter(issued)
				&& !expires.isAfter(issued.plus(this.properties.accessTokenTtl()));
	}

	private static String text(Claims claims, String name) {
		return claims.get(name, String.class);
	}

	/** Puts the strict reader in the library's place for one. */
	private static final class Strict implements Deserializer<Map<String, ?>> {

		private final StrictJson json = new StrictJson();

		@Override
		@SuppressWarnings("deprecation") // still part of the interface
		public Map<String, ?> deserialize(byte[] bytes) {
			return deserialize(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
		}

		@Override
		public Map<String, ?> deserialize(Reader reader) {
			try {
				return this.json.read(reader);
			}
			catch (IOException malformed) {
				throw new DeserializationException("malformed", malformed);
			}
		}

	}

}
