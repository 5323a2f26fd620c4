package dev.gatehouse.jwt;

import java.time.Clock;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.CallerAuthentication;
import dev.gatehouse.caller.CredentialRefusedException;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.jwt.AccessTokenAuthenticationConverter.AccessTokenAuthenticationToken;
import dev.gatehouse.jwt.RevocationList.Standing;
import dev.gatehouse.jwt.TokenPolicy.Judged;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/**
 * Verifies an access token without asking the database. Good tokens are cached by their
 * exact text: while the keys stay the same, only the time and the end of the session can
 * change the verdict, so a token need not be parsed for every request.
 */
@Component
public class AccessTokenAuthenticationProvider {

	private final AccessTokens tokens;

	private final RevocationList revocations;

	private final Clock clock;

	private final Cache<String, Judged> good;

	AccessTokenAuthenticationProvider(AccessTokens tokens, ObjectProvider<RevocationList> revocations,
			JwtProperties properties, Clock clock) {
		this.tokens = tokens;
		this.revocations = revocations.getIfAvailable(() -> (sessionId) -> Standing.LIVE);
		this.clock = clock;
		this.good = Caffeine.newBuilder()
			.maximumSize(properties.cacheSize())
			.expireAfterWrite(tokens.lifetime())
			// waking a thread costs more than the maintenance
			.executor(Runnable::run)
			.recordStats()
			.build();
	}

	public Authentication authenticate(Authentication ask) {
		String token = ((AccessTokenAuthenticationToken) ask).getCredentials();
		Judged known = this.good.getIfPresent(token);
		if (known == null) {
			known = this.tokens.verify(token).judged();
			this.good.put(token, known);
		}
		Caller caller = known.callerAt(this.clock.instant());
		return switch (this.revocations.standingOf(caller.credentialId())) {
			case LIVE -> new CallerAuthentication(caller);
			case REVOKED -> throw JwtProblem.TOKEN_REVOKED.refusal();
			// to be tried again after a second
			case UNKNOWN ->
				throw new CredentialRefusedException(Scheme.JWT, JwtProblem.REVOCATION_UNAVAILABLE, null, 1);
		};
	}

	/** The tokens that need not be parsed again, for those who measure. */
	public Cache<String, ?> verifiedTokens() {
		return this.good;
	}

}
