package dev.gatehouse.jwt;

import dev.gatehouse.caller.CallerAuthentication;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.problem.ProblemCode;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/**
 * Verifies a bearer token without asking the database.
 */
@Component
public class JwtAuthenticationProvider implements AuthenticationProvider {

	private final AccessTokens tokens;

	JwtAuthenticationProvider(AccessTokens tokens) {
		this.tokens = tokens;
	}

	@Override
	public Authentication authenticate(Authentication ask) {
		try {
			return new CallerAuthentication(this.tokens.read(((JwtAuthenticationToken) ask).getCredentials()));
		}
		catch (InvalidTokenException refused) {
			throw Scheme.JWT.refuse(refused.isExpired() ? ProblemCode.TOKEN_EXPIRED : ProblemCode.TOKEN_INVALID,
					"invalid_token");
		}
	}

	@Override
	public boolean supports(Class<?> authentication) {
		return JwtAuthenticationToken.class.isAssignableFrom(authentication);
	}

}
