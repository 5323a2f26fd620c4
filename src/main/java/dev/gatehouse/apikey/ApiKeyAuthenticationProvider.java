package dev.gatehouse.apikey;

import java.time.Clock;

import dev.gatehouse.account.Account;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.CallerAuthentication;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.problem.ProblemCode;

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
		boolean good = false;
		try {
			ApiKey key = verify(secret);
			good = true;
			CallerAuthentication answer = new CallerAuthentication(callerOf(key));
			answer.setDetails(new ApiKeyUse(key.replacedAt(), key.expiresAt(), presented.address()));
			return answer;
		}
		finally {
			if (counted) {
				this.guard.settle(secret, presented.address(), good);
			}
			else if (!good) {
				this.guard.forget(secret);
			}
		}
	}

	private ApiKey verify(ApiKeySecret presented) {
		ApiKey key = this.keys.find(presented.id()).orElse(null);
		boolean genuine = presented.matches((key != null) ? key.secretHash() : HASH_OF_NOBODY);
		if (key == null || !genuine) {
			throw Scheme.API_KEY.refuse(ProblemCode.API_KEY_INVALID);
		}
		if (key.isRevoked()) {
			throw Scheme.API_KEY.refuse(ProblemCode.API_KEY_REVOKED);
		}
		if (key.isExpired(this.clock.instant())) {
			throw Scheme.API_KEY.refuse(ProblemCode.API_KEY_EXPIRED);
		}
		return key;
	}

	@Override
	public boolean supports(Class<?> authentication) {
		return ApiKeyAuthenticationToken.class.isAssignableFrom(authentication);
	}

	private static Caller callerOf(ApiKey key) {
		Account account = key.account();
		return new Caller(account.subject(), account.name(), account.role(), key.scopes(), account.tier(),
				Scheme.API_KEY, key.getId());
	}

}
