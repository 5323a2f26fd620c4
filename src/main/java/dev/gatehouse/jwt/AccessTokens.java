package dev.gatehouse.jwt;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.account.Account;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.jwt.TokenPolicy.Judged;
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

	private static final int MOST_KEPT = 10_000;

	private final JwtProperties properties;

	private final SigningKeys keys;

	private final Clock clock;

	private final TokenPolicy policy;

	private final JwtParser parser;

	/**
	 * Tokens that were found good, by their exact text. Nothing but their time can change
	 * that while the keys stay the same, so they need not be parsed for every request.
	 */
	private final Cache<String, Judged> good;

	AccessTokens(JwtProperties properties, SigningKeys keys, Clock clock) {
		this.properties = properties;
		this.keys = keys;
		this.clock = clock;
		this.policy = new TokenPolicy(properties, clock);
		this.parser = strictParser();
		this.good = Caffeine.newBuilder().maximumSize(MOST_KEPT).expireAfterWrite(properties.accessTokenTtl()).build();
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
			.type(TokenPolicy.TYPE)
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
		Judged known = this.good.getIfPresent(token);
		if (known == null) {
			known = judge(token);
			this.good.put(token, known);
		}
		if (this.policy.isOver(known)) {
			throw InvalidTokenException.expired();
		}
		return known.caller();
	}

	private Judged judge(String token) throws InvalidTokenException {
		if (!CompactForm.isCanonical(token)) {
			throw InvalidTokenException.invalid();
		}
		Verified verified = verify(token);
		return this.policy.judge(verified.header(), verified.claims());
	}

	/** The signature, that is; an expired token is for the policy to judge. */
	private Verified verify(String token) throws InvalidTokenException {
		try {
			Jws<Claims> jws = this.parser.parseSignedClaims(token);
			return new Verified(jws.getHeader(), jws.getPayload());
		}
		catch (ExpiredJwtException expired) {
			return new Verified(expired.getHeader(), expired.getClaims());
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

	private record Verified(Map<String, ?> header, Map<String, ?> claims) {

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
