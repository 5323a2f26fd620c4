package dev.gatehouse.apikey;

import java.util.List;

import org.springframework.security.authentication.AbstractAuthenticationToken;

/**
 * The ask: a key of the right shape, whose secret nobody has compared yet.
 */
final class ApiKeyAuthenticationToken extends AbstractAuthenticationToken {

	private final transient ApiKeySecret secret;

	private final String address;

	ApiKeyAuthenticationToken(ApiKeySecret secret, String address) {
		super(List.of());
		this.secret = secret;
		this.address = address;
	}

	/** Where the key comes from. */
	String address() {
		return this.address;
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
