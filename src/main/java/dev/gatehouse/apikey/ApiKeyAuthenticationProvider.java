package dev.gatehouse.apikey;

import java.time.Clock;

import dev.gatehouse.apikey.ApiKeyCache.KnownKey;
import dev.gatehouse.caller.CallerAuthentication;
import dev.gatehouse.caller.CredentialRefusedException;
import dev.gatehouse.caller.Scheme;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/**
 * Looks the key up by its id and compares the secret. Only who holds the right secret
 * learns that a key is revoked or expired; for all others it is invalid.
 */
@Component
public class ApiKeyAuthenticationProvider implements AuthenticationProvider {

	/** Compared with when the id is unknown, so that the time does not tell. */
	private static final String HASH_OF_NOBODY = ApiKeySecret.generate().hash();

	private final ApiKeyCache keys;

	private final ApiKeyGuard guard;

	private final Clock clock;

	ApiKeyAuthenticationProvider(ApiKeyCache keys, ApiKeyGuard guard, Clock clock) {
		this.keys = keys;
		this.guard = guard;
		this.clock = clock;
	}

	@Override
	public Authentication authenticate(Authentication ask) {
		ApiKeyAuthenticationToken presented = (ApiKeyAuthenticationToken) ask;
		ApiKeySecret secret = presented.getCredentials();
		boolean counted = this.guard.spend(secret, presented.address());
		boolean refused = false;
		try {
			KnownKey known = verify(secret);
			if (counted) {
				this.guard.remember(secret);
			}
			CallerAuthentication answer = new CallerAuthentication(known.caller());
			answer.setDetails(new ApiKeyUse(known.key().replacedAt(), known.key().expiresAt(), presented.address()));
			return answer;
		}
		catch (CredentialRefusedException bad) {
			refused = true;
			this.guard.forget(secret);
			throw bad;
		}
		finally {
			if (counted) {
				this.guard.settle(secret, presented.address(), refused);
			}
		}
	}

	private KnownKey verify(ApiKeySecret presented) {
		KnownKey known = this.keys.find(presented.id()).orElse(null);
		boolean genuine = presented.matches((known != null) ? known.key().secretHash() : HASH_OF_NOBODY);
		if (known == null || !genuine) {
			throw new CredentialRefusedException(Scheme.API_KEY, ApiKeyProblem.API_KEY_INVALID);
		}
		ApiKey key = known.key();
		if (key.isRevoked()) {
			throw new CredentialRefusedException(Scheme.API_KEY, ApiKeyProblem.API_KEY_REVOKED);
		}
		if (key.isExpired(this.clock.instant())) {
			throw new CredentialRefusedException(Scheme.API_KEY, ApiKeyProblem.API_KEY_EXPIRED);
		}
		return known;
	}

	@Override
	public boolean supports(Class<?> authentication) {
		return ApiKeyAuthenticationToken.class.isAssignableFrom(authentication);
	}

}
