package dev.gatehouse.standin;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongFunction;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The stand-in as an OpenID provider, with the addresses and the claims of Google's: real
 * id tokens, signed with a key that it publishes, and forged ones on demand.
 */
public final class OidcHandler {

	private static final Duration LIFETIME = Duration.ofHours(1);

	private final Users users;

	private final Grants grants;

	private final InstantSource clock;

	private final OidcProfile profile;

	private volatile OidcProfile.SigningKey key;

	private volatile LongFunction<String> subjects;

	private final Queue<Forgery> forgeries = new ConcurrentLinkedQueue<>();

	OidcHandler(Users users, Grants grants, InstantSource clock, OidcProfile profile) {
		this.profile = profile;
		this.key = profile.newKey();
		this.subjects = profile.subjects();
		this.users = users;
		this.grants = grants;
		this.clock = clock;
	}

	void forgeNext(Forgery forgery) {
		this.forgeries.add(forgery);
	}

	void rotateKey() {
		this.key = this.profile.newKey();
	}

	void nameSubjects(LongFunction<String> subjects) {
		this.subjects = subjects;
	}

	void reset() {
		this.subjects = this.profile.subjects();
		this.forgeries.clear();
	}

	Answer discovery(HttpServletRequest request) {
		String url = url(request);
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("issuer", url);
		members.put("authorization_endpoint", url + "/o/oauth2/v2/auth");
		members.put("token_endpoint", url + Endpoint.OIDC_TOKEN.path());
		members.put("userinfo_endpoint", url + Endpoint.USERINFO.path());
		members.put("jwks_uri", url + Endpoint.CERTS.path());
		members.put("response_types_supported", List.of("code"));
		members.put("subject_types_supported", List.of("public"));
		members.put("id_token_signing_alg_values_supported",
				List.of(this.profile.algorithm().getName(), "HS256", "none"));
		members.put("authorization_response_iss_parameter_supported", true);
		return Answer.json(200, members);
	}

	Answer certs(HttpServletRequest request) {
		return Answer.json(200, new JWKSet(this.key.published()).toJSONObject());
	}

	Answer token(HttpServletRequest request) {
		if (!ClientCredentials.of(request).areCorrect()) {
			return Answer.json(401, Map.of("error", "invalid_client"));
		}
		String code = request.getParameter("code");
		Optional<Grants.Grant> grant = ((code != null) ? this.grants.redeem(code) : Optional.<Grants.Grant>empty())
			.filter((known) -> known.redirectUri().equals(request.getParameter("redirect_uri")))
			.filter((known) -> AccessTokenHandler.verifies(request.getParameter("code_verifier"),
					known.codeChallenge()));
		return grant.map((known) -> Answer.json(200, tokens(known, url(request))))
			.orElseGet(() -> Answer.json(400, Map.of("error", "invalid_grant")));
	}

	Answer userinfo(HttpServletRequest request) {
		String authorization = request.getHeader("Authorization");
		return Optional.ofNullable(authorization)
			.flatMap((header) -> this.grants.token(header.replaceFirst("^Bearer ", "")))
			.flatMap((token) -> this.users.byId(token.userId()))
			.map((user) -> Answer.json(200, claims(user)))
			.orElseGet(() -> Answer.json(401, Map.of("error", "invalid_token")));
	}

	private Map<String, Object> tokens(Grants.Grant grant, String issuer) {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("access_token", this.grants.issueToken(grant));
		members.put("expires_in", LIFETIME.toSeconds());
		members.put("scope", "openid profile email");
		members.put("token_type", "Bearer");
		Forgery forgery = this.forgeries.poll();
		if (forgery != Forgery.MISSING) {
			members.put("id_token", idToken(grant, issuer, forgery));
		}
		return members;
	}

	private String idToken(Grants.Grant grant, String issuer, @Nullable Forgery forgery) {
		User user = this.users.byId(grant.userId()).orElseThrow();
		Date now = Date.from(this.clock.instant());
		Date past = Date.from(this.clock.instant().minus(LIFETIME.multipliedBy(2)));
		JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder();
		claims(user).forEach(claims::claim);
		claims
			.issuer((forgery == Forgery.WRONG_ISSUER) ? "https://evil.example"
					: (forgery == Forgery.NO_ADDRESS_FOR_ISSUER) ? "accounts.example" : issuer)
			.audience((forgery == Forgery.WRONG_AUDIENCE) ? "another-client" : GitHubStandIn.CLIENT_ID)
			.issueTime((forgery == Forgery.EXPIRED) ? past : now)
			.expirationTime((forgery == Forgery.EXPIRED) ? Date.from(past.toInstant().plusSeconds(60))
					: Date.from(now.toInstant().plus(LIFETIME)))
			.claim("auth_time", ((forgery == Forgery.OLD_LOGIN) ? past : now).toInstant().getEpochSecond())
			.claim("nonce", (forgery == Forgery.WRONG_NONCE) ? "of-another-login" : grant.nonce());
		if (forgery == Forgery.WRONG_PARTY) {
			claims.claim("azp", "another-client");
		}
		if (forgery == Forgery.MANY_AUDIENCES) {
			claims.audience(List.of(GitHubStandIn.CLIENT_ID, "another-client"));
		}
		if (forgery == Forgery.NO_LOGIN_TIME) {
			claims.claim("auth_time", null);
		}
		if (forgery == Forgery.NO_NONCE) {
			claims.claim("nonce", null);
		}
		if (forgery == Forgery.ODD_SUBJECT) {
			claims.subject("admin|1");
		}
		return signed(claims.build(), forgery);
	}

	private String signed(JWTClaimsSet claims, @Nullable Forgery forgery) {
		try {
			if (forgery == Forgery.UNSIGNED) {
				return new PlainJWT(claims).serialize();
			}
			if (forgery == Forgery.SIGNED_WITH_CLIENT_SECRET) {
				SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
				jwt.sign(new MACSigner((GitHubStandIn.CLIENT_SECRET + "x".repeat(32)).substring(0, 32)));
				return jwt.serialize();
			}
			OidcProfile.SigningKey published = this.key;
			String id = published.published().getKeyID();
			if (forgery == Forgery.OTHER_ALGORITHM) {
				return signed(claims, JWSAlgorithm.RS512, id, published.signer());
			}
			return signed(claims, this.profile.algorithm(), id,
					((forgery == Forgery.FOREIGN_KEY) ? this.profile.newKey(id) : published).signer());
		}
		catch (JOSEException failed) {
			throw new IllegalStateException(failed);
		}
	}

	private static String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, String keyId, JWSSigner signer)
			throws JOSEException {
		SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims);
		jwt.sign(signer);
		return jwt.serialize();
	}

	private Map<String, Object> claims(User user) {
		Map<String, Object> claims = new LinkedHashMap<>();
		claims.put("sub", this.subjects.apply(user.id()));
		claims.put("name", (user.name() != null) ? user.name() : user.login());
		claims.put("email", user.emails().get(0).email());
		claims.put("email_verified", user.emails().get(0).verified());
		return claims;
	}

	static String url(HttpServletRequest request) {
		return "http://localhost:" + request.getLocalPort();
	}

	/** What can be wrong with an id token whose other parts are right. */
	public enum Forgery {

		/** There is none. */
		MISSING,
		/** Good, of a user who logged in hours ago. */
		OLD_LOGIN,
		/** Good, without the time of the login. */
		NO_LOGIN_TIME,
		/** Of another provider. */
		WRONG_ISSUER,
		/** Of a provider that is no address. */
		NO_ADDRESS_FOR_ISSUER,
		/** For another application. */
		WRONG_AUDIENCE,
		/** Given to another application. */
		WRONG_PARTY,
		/** For several applications, without saying to which it was given. */
		MANY_AUDIENCES,
		/** Of another login. */
		WRONG_NONCE,
		/** Of no particular login. */
		NO_NONCE,
		/** Of yesterday. */
		EXPIRED,
		/** Signed with a foreign key under the id of the provider's key. */
		FOREIGN_KEY,
		/** With an algorithm that the metadata does not name. */
		OTHER_ALGORITHM,
		/** {@code alg} none. */
		UNSIGNED,
		/** With the secret that the application shares, as HMAC. */
		SIGNED_WITH_CLIENT_SECRET,
		/** A subject that is not of the documented form. */
		ODD_SUBJECT

	}

}
