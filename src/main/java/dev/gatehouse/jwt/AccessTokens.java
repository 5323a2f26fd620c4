package dev.gatehouse.jwt;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.CredentialRefusedException;
import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.jwt.SigningKeys.SigningKey;
import dev.gatehouse.jwt.TokenPolicy.Judged;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.Jwks;
import io.jsonwebtoken.security.PublicJwk;
import io.jsonwebtoken.security.SecureDigestAlgorithm;
import io.jsonwebtoken.security.VerifySecureDigestRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.Assert;

/**
 * Issues and reads access tokens (RFC 9068). The only class that knows the JWT library.
 * It signs and verifies; its parser is lenient and takes several passes, so what a token
 * is and says is read by {@link TokenPolicy}: each signature has one spelling, one key
 * means one algorithm, and every claim must be there and of its type (RFC 8725).
 */
@Component
public class AccessTokens {

	/** Times in tokens are whole seconds. */
	private static final Duration MIN_LIFE = Duration.ofSeconds(1);

	private static final Map<String, SecureDigestAlgorithm<?, ?>> ALGORITHMS = Map.of("HS256", Jwts.SIG.HS256, "ES256",
			Jwts.SIG.ES256, "EdDSA", Jwts.SIG.EdDSA);

	private final SigningKeys keys;

	private final TokenPolicy policy;

	/** Of tokens that were signed by us, so there are few. */
	private final Map<String, Map<String, Object>> headers = new ConcurrentHashMap<>();

	AccessTokens(JwtProperties properties, SigningKeys keys, Clock clock,
			@Value("${gatehouse.public-url:http://localhost:8080}") String publicUrl) {
		this.keys = keys;
		this.policy = new TokenPolicy((properties.issuer() != null) ? properties.issuer() : publicUrl,
				properties.audience(), properties.accessTokenTtl(), properties.clockSkew(), clock);
	}

	/** Signs a token without a session, which nothing can revoke but its expiry. */
	public IssuedToken issue(String subject, String name, Role role, Set<String> scopes) {
		Caller caller = new Caller(subject, name, role, scopes, null, Scheme.JWT, UUID.randomUUID().toString());
		return issue(caller, List.of(), null);
	}

	/**
	 * Signs a token.
	 * @param caller for which caller it speaks, with one scope at least, a session whose
	 * id is a UUID, and perhaps the time of the login
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
		Optional<Instant> proved = Optional.ofNullable(caller.authenticatedAt());
		token.claim("auth_time", proved.map(Instant::getEpochSecond).orElse(null)).claim("amr", methods);
		token.id(UUID.randomUUID().toString()).issuedAt(Date.from(now)).expiration(Date.from(now.plus(life)));
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
			List<String> parts = TokenPolicy.parts(token);
			byte[] claims = TokenPolicy.decode(parts.get(1));
			Map<String, Object> known = this.headers.get(parts.get(0));
			Map<String, Object> header = (known != null) ? known : TokenPolicy.read(TokenPolicy.decode(parts.get(0)));
			requireSigned(token, header, parts.get(2));
			this.headers.putIfAbsent(parts.get(0), header);
			Map<String, Object> read = TokenPolicy.read(claims);
			return new Verified(header, read, this.policy.judge(header, read));
		}
		catch (RuntimeException refused) {
			// they have no common type, and the messages of the library quote the token
			throw JwtProblem.TOKEN_INVALID.refusal();
		}
	}

	/** One key, one algorithm (RFC 8725 section 3.1). */
	@SuppressWarnings("unchecked") // each key is of its algorithm
	private void requireSigned(String token, Map<String, ?> header, String signature) {
		SigningKey key = this.keys.find(String.valueOf(header.get("kid"))).orElseThrow();
		Assert.isTrue(key.algorithm().equals(header.get("alg")), "another algorithm");
		byte[] signed = token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
		SecureDigestAlgorithm<?, Key> algorithm = (SecureDigestAlgorithm<?, Key>) Objects
			.requireNonNull(ALGORITHMS.get(key.algorithm()));
		Assert.isTrue(algorithm.verify(new Signed(new ByteArrayInputStream(signed), key.verifying(),
				TokenPolicy.decode(signature), null, null)), "not signed");
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

	/** The components have the names of the methods that they implement. */
	@SuppressWarnings("ArrayRecordComponent") // the library asks for an array
	private record Signed(InputStream getPayload, Key getKey, byte[] getDigest, @Nullable Provider getProvider,
			@Nullable SecureRandom getSecureRandom) implements VerifySecureDigestRequest<Key> {
	}

	/** What a token that one of the keys signed says. */
	record Verified(Map<String, ?> header, Map<String, ?> claims, Judged judged) {
	}

}
