package dev.gatehouse.jwt;

import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.CallerAuthentication;
import dev.gatehouse.caller.CredentialRefusedException;
import dev.gatehouse.caller.Scheme;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/**
 * Verifies an access token without asking the database.
 */
@Component
public class AccessTokenAuthenticationProvider implements AuthenticationProvider {

	private static final int RETRY_AFTER_SECONDS = 1;

	private final VerifiedTokens tokens;

	private final RevocationList revocations;

	AccessTokenAuthenticationProvider(VerifiedTokens tokens, RevocationList revocations) {
		this.tokens = tokens;
		this.revocations = revocations;
	}

	@Override
	public Authentication authenticate(Authentication ask) {
		try {
			Caller caller = this.tokens.read(((AccessTokenAuthenticationToken) ask).getCredentials());
			return switch (this.revocations.standingOf(caller.credentialId())) {
				case LIVE -> new CallerAuthentication(caller);
				case REVOKED ->
					throw new CredentialRefusedException(Scheme.JWT, JwtProblem.TOKEN_REVOKED, "invalid_token");
				case UNKNOWN -> throw new CredentialRefusedException(Scheme.JWT, JwtProblem.REVOCATION_UNAVAILABLE,
						RETRY_AFTER_SECONDS);
			};
		}
		catch (InvalidTokenException refused) {
			throw new CredentialRefusedException(Scheme.JWT,
					refused.isExpired() ? JwtProblem.TOKEN_EXPIRED : JwtProblem.TOKEN_INVALID, "invalid_token");
		}
	}

	@Override
	public boolean supports(Class<?> authentication) {
		return AccessTokenAuthenticationToken.class.isAssignableFrom(authentication);
	}

}
