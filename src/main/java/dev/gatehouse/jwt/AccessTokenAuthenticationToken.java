package dev.gatehouse.jwt;

import java.util.List;

import org.springframework.security.authentication.AbstractAuthenticationToken;

/**
 * The ask: a bearer token that nobody has verified yet.
 */
final class AccessTokenAuthenticationToken extends AbstractAuthenticationToken {

	private final String token;

	AccessTokenAuthenticationToken(String token) {
		super(List.of());
		this.token = token;
	}

	@Override
	public String getPrincipal() {
		return "bearer";
	}

	@Override
	public String getCredentials() {
		return this.token;
	}

}
