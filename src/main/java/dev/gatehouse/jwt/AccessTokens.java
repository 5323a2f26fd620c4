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
import dev.gatehouse.caller.CredentialRefusedException;
import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.jwt.SigningKeys.SigningKey;
import dev.gatehouse.jwt.TokenPolicy.Judged;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.Header;
import io.jsonwebtoken.Jws;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.JwtParserBuilder;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.io.AbstractDeserializer;
import io.jsonwebtoken.security.Jwks;
import io.jsonwebtoken.security.PublicJwk;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.Assert;

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
		this.policy = new TokenPolicy((properties.issuer() != null) ? properties.issuer() : publicUrl,
				properties.audience(), properties.accessTokenTtl(), properties.clockSkew(), clock);
		this.parser = strictParser();
	}

	/** Signs a token without a session, which nothing can revoke but its expiry. */
	public IssuedToken issue(String subject, String name, Role role, Set<String> scopes) {
		Caller caller = new Caller(subject, name, role, scopes, null, Scheme.JWT, UUID.randomUUID().toString());
		return issue(caller, List.of(), null);
	}

	/**
	 * Signs a token.
	 * @param caller for which caller it speaks, with one scope at least and the session,
	 * whose id is a UUID
	 * @param methods how the caller proved who it is, such as {@code pwd} (RFC 8176)
	 * @param sessionEnd what the token must not outlive; null if nothing limits it
	 */
	public IssuedToken issue(Caller caller, List<String> methods, @Nullable Instant sessionEnd) {
		Assert.notEmpty(caller.scopes(), "A token carries one scope at least");
		Instant now = this.policy.clock().instant();
		Duration left = (sessionEnd != null) ? Duration.between(now, sessionEnd) : lifetime();
		Duration life = Collections.max(List.of(MIN_LIFE, Collections.min(List.of(left, lifetime()))));
		JwtBuilder token = Jwts.builder().issuer(this.policy.issuer()).claim("aud", Set.of(this.policy.audience()));
		token.subject(caller.subject()).claim("name", caller.name()).claim("role", caller.role().label());
		token.claim("scope", String.join(" ", caller.scopes())).claim("sid", caller.credentialId());
		token.claim("amr", methods).id(UUID.randomUUID().toString());
		token.issuedAt(Date.from(now)).expiration(Date.from(now.plus(life)));
		SigningKey key = this.keys.current();
		token.header().type(TokenPolicy.TYPE).keyId(key.id());
		return new IssuedToken(token.signWith(key.signing()).compact(), life);
	}

	/** How long tokens live at most, and so how long a revoked one must be remembered. */
	public Duration lifetime() {
		return this.policy.maxLife();
	}

	/**
	 * Reads any text that a caller presents as a token.
	 * @throws CredentialRefusedException {@code token_expired} or {@code token_invalid}
	 */
	public Caller read(String token) {
		return verify(token).judged().callerAt(this.policy.clock().instant());
	}

	/**
	 * Finds the session that any text names as a token, for a logout. An expired token
	 * can still log out.
	 */
	public Optional<String> sessionOf(String token) {
		try {
			return Optional.of(verify(token).judged().caller().credentialId());
		}
		catch (CredentialRefusedException refused) {
			return Optional.empty();
		}
	}

	/** Verifies all of a token except its expiry, which depends on when it is used. */
	Verified verify(String token) {
		try {
			TokenPolicy.requireCompact(token);
			Jws<Claims> jws = this.parser.parseSignedClaims(token);
			return new Verified(jws.getHeader(), jws.getPayload(),
					this.policy.judge(jws.getHeader(), jws.getPayload()));
		}
		catch (RuntimeException refused) {
			// they have no common type, and the messages of the library quote the token
			throw JwtProblem.TOKEN_INVALID.refusal();
		}
	}

	private JwtParser strictParser() {
		JwtParserBuilder parser = Jwts.parser().keyLocator(this::keyFor).clockSkewSeconds(TokenPolicy.MAX_TIME);
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
			.orElseThrow();
	}

	/**
	 * A key pair by its private half, since a PEM file need not contain the public one.
	 * An id that is not given is the thumbprint (RFC 7638).
	 */
	static SigningKey pair(@Nullable String id, PrivateKey key) {
		PublicJwk<?> half = Jwks.builder().key(key).build().toPublicJwk();
		String algorithm = switch (String.valueOf(half.get("crv"))) {
			case "P-256" -> "ES256";
			case "Ed25519" -> "EdDSA";
			default -> throw new IllegalArgumentException("neither P-256 nor Ed25519");
		};
		return new SigningKey((id != null) ? id : half.thumbprint().toString(), algorithm, key, half.toKey());
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

	/** A signed token and how long it lives. Masks itself when printed. */
	public record IssuedToken(String value, Duration expiresIn) {

		@Override
		public String toString() {
			return "IssuedToken[expiresIn=%s]".formatted(this.expiresIn);
		}

	}

	/** What a token that one of the keys signed says. */
	record Verified(Map<String, ?> header, Map<String, ?> claims, Judged judged) {

	}

}
