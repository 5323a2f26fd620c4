package dev.gatehouse.apikey;

import java.util.List;

import org.springframework.security.authentication.AbstractAuthenticationToken;

/**
 * A presented key of the right shape, not verified yet.
 */
final class ApiKeyAuthenticationToken extends AbstractAuthenticationToken {

	private final transient ApiKeySecret secret;

	ApiKeyAuthenticationToken(ApiKeySecret secret) {
		super(List.of());
		this.secret = secret;
	}

	@Override
	public String getPrincipal() {
		return this.secret.id();
	}

	@Override
	public ApiKeySecret getCredentials() {
		return this.secret;
	}

}
