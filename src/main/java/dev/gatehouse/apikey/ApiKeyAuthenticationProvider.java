package dev.gatehouse.apikey;

import java.time.Clock;

import dev.gatehouse.apikey.ApiKeyAuthenticationConverter.ApiKeyAuthenticationToken;
import dev.gatehouse.apikey.ApiKeyCache.KnownKey;
import dev.gatehouse.caller.CallerAuthentication;
import dev.gatehouse.caller.CredentialRefusedException;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.problem.CommonProblem;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/**
 * Looks up the key by its id and compares the secret. Only a caller with the right secret
 * is told that the key is revoked or expired. Time can tell whether an id exists, since
 * only known keys are cached: that is accepted, because ids are public and the secret is
 * compared in constant time. Not a Spring {@code AuthenticationProvider}: a bean of that
 * type would replace the application's own users.
 */
@Component
public record ApiKeyAuthenticationProvider(ApiKeyCache keys, ApiKeyChain.Usage usage, Clock clock) {

	public Authentication authenticate(Authentication ask) {
		ApiKeyAuthenticationToken key = (ApiKeyAuthenticationToken) ask;
		return this.usage.limit(key.request, key.secret, () -> verify(key.secret, key.request.getRemoteAddr()));
	}

	private Authentication verify(@Nullable ApiKeySecret presented, String address) {
		if (presented == null) {
			throw new CredentialRefusedException(Scheme.API_KEY, ApiKeyProblem.API_KEY_INVALID);
		}
		// also before the look-up, which would keep a key in memory whose end the feed
		// missed
		requireFresh();
		KnownKey known = this.keys.find(presented.id());
		if (known == null || !presented.matches(known.secretHash())) {
			throw new CredentialRefusedException(Scheme.API_KEY, ApiKeyProblem.API_KEY_INVALID);
		}
		ApiKeyProblem fault = known.fault(this.clock.instant(), address);
		if (fault != null) {
			throw new CredentialRefusedException(Scheme.API_KEY, fault);
		}
		requireFresh();
		CallerAuthentication answer = new CallerAuthentication(known.caller());
		answer.setDetails(known);
		return answer;
	}

	private void requireFresh() {
		if (!this.keys.isFresh()) {
			throw new CredentialRefusedException(Scheme.API_KEY, CommonProblem.SERVICE_UNAVAILABLE, null, 1);
		}
	}

	public boolean supports(Authentication ask) {
		return ask instanceof ApiKeyAuthenticationToken;
	}

}
