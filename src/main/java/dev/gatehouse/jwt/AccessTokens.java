package dev.gatehouse.jwt;

import java.io.IOException;
import java.io.Reader;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import dev.gatehouse.caller.Caller;
import dev.gatehouse.jwt.SigningKeys.SigningKey;
import dev.gatehouse.jwt.TokenPolicy.Judged;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.ExpiredJwtException;
import io.jsonwebtoken.Header;
import io.jsonwebtoken.Jws;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.JwtParserBuilder;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.io.AbstractDeserializer;
import io.jsonwebtoken.security.Jwks;
import io.jsonwebtoken.security.SecureDigestAlgorithm;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Issues and reads access tokens (RFC 9068). The only class that knows the JWT library,
 * whose parser is lenient by default: here one key means one algorithm, every claim must
 * be there and of its type, and each signature has one spelling (RFC 8725).
 */
@Component
public class AccessTokens {

	/** Times in tokens are whole seconds. */
	private static final Duration MIN_LIFE = Duration.ofSeconds(1);

	private final SigningKeys keys;

	private final TokenPolicy policy;

	private final JwtParser parser;

	AccessTokens(JwtProperties properties, SigningKeys keys, Clock clock,
			@Value("${gatehouse.public-url:http://localhost:8080}") String publicUrl) {
		this.keys = keys;
		String issuer = (properties.issuer() != null) ? properties.issuer() : publicUrl;
		this.policy = new TokenPolicy(issuer, properties.audience(), properties.accessTokenTtl(),
				properties.clockSkew(), clock);
		this.parser = strictParser();
	}

	/** Signs a token, which does not outlive the session of the subject. */
	public AccessToken issue(TokenSubject subject) {
		Instant now = this.policy.clock().instant();
		Duration life = life(now, subject.sessionEnd());
		SigningKey key = this.keys.current();
		JwtBuilder token = Jwts.builder().issuer(this.policy.issuer()).claim("aud", Set.of(this.policy.audience()));
		token.subject(subject.subject()).claim("name", subject.name()).claim("role", subject.role().label());
		token.claim("scope", String.join(" ", subject.scopes())).claim("sid", subject.sessionId());
		token.claim("amr", subject.methods()).id(UUID.randomUUID().toString());
		token.issuedAt(Date.from(now)).expiration(Date.from(now.plus(life)));
		token.header().type(TokenPolicy.TYPE).keyId(key.id());
		return new AccessToken(token.signWith(key.signing(), algorithm(key)).compact(), life);
	}

	private Duration life(Instant now, @Nullable Instant sessionEnd) {
		Duration left = (sessionEnd != null) ? Duration.between(now, sessionEnd) : lifetime();
		return Collections.max(List.of(MIN_LIFE, Collections.min(List.of(left, lifetime()))));
	}

	@SuppressWarnings("unchecked") // a key is made together with its algorithm
	private static SecureDigestAlgorithm<Key, ?> algorithm(SigningKey key) {
		return (SecureDigestAlgorithm<Key, ?>) Jwts.SIG.get().forKey(key.algorithm());
	}

	/** How long tokens live at most, so how long a revoked one must be remembered. */
	public Duration lifetime() {
		return this.policy.maxLife();
	}

	/**
	 * Reads any text that a caller presents as a token.
	 * @throws InvalidTokenException unless it is a token that this service issued as
	 * access token, unchanged and in its time
	 */
	public Caller read(String token) throws InvalidTokenException {
		return judge(verify(token)).callerAt(this.policy.clock().instant());
	}

	/**
	 * Finds the session that any text names as a token, for a logout: also that of an
	 * expired token, since the wish to log out does not expire.
	 */
	public Optional<String> sessionOf(String token) {
		try {
			return Optional.of(judge(verify(token)).caller().credentialId());
		}
		catch (InvalidTokenException notOurs) {
			return Optional.empty();
		}
	}

	/** Who calls and until when, whether or not that time is over. */
	Judged judge(Verified token) throws InvalidTokenException {
		return this.policy.judge(token.header(), token.claims());
	}

	/** Checks the signature; an expired token is for the policy to judge. */
	Verified verify(String token) throws InvalidTokenException {
		try {
			if (TokenPolicy.isCompact(token)) {
				Jws<Claims> jws = this.parser.parseSignedClaims(token);
				return new Verified(jws.getHeader(), jws.getPayload());
			}
		}
		catch (ExpiredJwtException expired) {
			return new Verified(expired.getHeader(), expired.getClaims());
		}
		catch (RuntimeException refused) {
			// not one family: the library also throws IllegalArgument and ClassCast, and
			// its messages quote the token
		}
		throw InvalidTokenException.invalid();
	}

	private JwtParser strictParser() {
		JwtParserBuilder parser = Jwts.parser()
			.keyLocator(this::keyFor)
			.clock(() -> Date.from(this.policy.clock().instant()));
		parser.sig().clear().add(List.of(Jwts.SIG.HS256, Jwts.SIG.ES256, Jwts.SIG.EdDSA)).and();
		parser.zip().clear().and();
		return parser.json(new AbstractDeserializer<Map<String, ?>>() {

			@Override
			protected Map<String, ?> doDeserialize(Reader reader) throws IOException {
				return TokenPolicy.read(reader);
			}

		}).build();
	}

	/** One key, one algorithm (RFC 8725 section 3.1). */
	private Key keyFor(Header header) {
		return this.keys.find(String.valueOf(header.get("kid")))
			.filter((key) -> key.algorithm().equals(header.getAlgorithm()))
			.map(SigningKey::verifying)
			.orElseThrow(() -> new JwtException("not a key, or not its algorithm"));
	}

	/** The public half of a private key, which a PEM file need not contain. */
	static PublicKey publicHalf(PrivateKey key) {
		return Jwks.builder().key(key).build().toKeyPair().getPublic();
	}

	/** The public half of a key pair as a JWK (RFC 7517). */
	static Map<String, ?> publicJwk(SigningKey key) {
		return Jwks.builder()
			.key((PublicKey) key.verifying())
			.id(key.id())
			.algorithm(key.algorithm())
			.publicKeyUse("sig")
			.build();
	}

	/** What a token says, signed with one of the keys. */
	record Verified(Map<String, ?> header, Map<String, ?> claims) {

	}

}
