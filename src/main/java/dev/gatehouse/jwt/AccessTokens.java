package dev.gatehouse.jwt;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import javax.crypto.SecretKey;

import dev.gatehouse.account.Account;
import dev.gatehouse.jwt.TokenPolicy.Judged;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.ExpiredJwtException;
import io.jsonwebtoken.Header;
import io.jsonwebtoken.Jws;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.io.DeserializationException;
import io.jsonwebtoken.io.Deserializer;
import io.jsonwebtoken.security.Jwks;

import org.springframework.stereotype.Component;

/**
 * Issues and reads access tokens (RFC 9068). The only class that knows the JWT library,
 * whose parser is lenient by default: here one key means one algorithm, every claim must
 * be there and of its type, and each signature has one spelling (RFC 8725).
 */
@Component
public class AccessTokens {

	/** Times in tokens are whole seconds. */
	private static final Duration SHORTEST = Duration.ofSeconds(1);

	private final JwtProperties properties;

	private final SigningKeys keys;

	private final Clock clock;

	private final TokenPolicy policy;

	private final JwtParser parser;

	AccessTokens(JwtProperties properties, SigningKeys keys, Clock clock) {
		this.properties = properties;
		this.keys = keys;
		this.clock = clock;
		this.policy = new TokenPolicy(properties, clock);
		this.parser = strictParser();
	}

	/**
	 * Signs a token for an account.
	 * @param account whom the token speaks for
	 * @param sessionId the session that it belongs to, by which it can be revoked
	 * @param methods how the caller proved who it is, such as {@code pwd} (RFC 8176)
	 * @param sessionEnd when that session ends; the token does not outlive it
	 * @return the token
	 */
	public AccessToken issue(Account account, String sessionId, List<String> methods, Instant sessionEnd) {
		Instant now = this.clock.instant();
		Duration life = life(now, sessionEnd);
		SigningKey key = this.keys.current();
		String value = signed(key).header()
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
			.expiration(Date.from(now.plus(life)))
			.compact();
		return new AccessToken(value, life);
	}

	private Duration life(Instant now, Instant sessionEnd) {
		Duration left = Duration.between(now, sessionEnd);
		Duration life = (left.compareTo(this.properties.accessTokenTtl()) < 0) ? left
				: this.properties.accessTokenTtl();
		return (life.compareTo(SHORTEST) < 0) ? SHORTEST : life;
	}

	/**
	 * How long tokens live.
	 * @return the time within which a revoked session must be remembered
	 */
	public Duration lifetime() {
		return this.properties.accessTokenTtl();
	}

	/**
	 * Reads a token that a caller presents.
	 * @param token anything at all
	 * @return whom it speaks for, and until when
	 * @throws InvalidTokenException unless it is a token that this service issued as
	 * access token, unchanged; whether its time is over is for the caller to ask
	 */
	Judged read(String token) throws InvalidTokenException {
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
			.add(List.of(Jwts.SIG.HS256, Jwts.SIG.ES256, Jwts.SIG.EdDSA))
			.and()
			.zip()
			.clear()
			.and()
			.clock(() -> Date.from(this.clock.instant()))
			.build();
	}

	/** One key, one algorithm (RFC 8725 section 3.1). */
	private Key keyFor(Header header) {
		SigningKey key = this.keys.find(String.valueOf(header.get("kid")))
			.orElseThrow(() -> new JwtException("unknown key"));
		if (!key.algorithm().label().equals(header.getAlgorithm())) {
			throw new JwtException("not the algorithm of this key");
		}
		return key.verifying();
	}

	private static JwtBuilder signed(SigningKey key) {
		return switch (key.algorithm()) {
			case HS256 -> Jwts.builder().signWith((SecretKey) key.signing(), Jwts.SIG.HS256);
			case ES256 -> Jwts.builder().signWith((PrivateKey) key.signing(), Jwts.SIG.ES256);
			case EDDSA -> Jwts.builder().signWith((PrivateKey) key.signing(), Jwts.SIG.EdDSA);
		};
	}

	/**
	 * The public half of a private key, which a PEM file need not contain.
	 * @param key on an elliptic curve
	 * @return the public key
	 */
	static PublicKey publicHalf(PrivateKey key) {
		return Jwks.builder().key(key).build().toKeyPair().getPublic();
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
