package dev.gatehouse.caller;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * The authentication of every accepted credential. Its authorities come from the caller
 * alone: {@code ROLE_admin}, {@code SCOPE_data:read}.
 */
public final class CallerAuthentication extends AbstractAuthenticationToken {

	private final transient Caller caller;

	public CallerAuthentication(Caller caller) {
		super(authorities(caller));
		this.caller = caller;
		super.setAuthenticated(true);
	}

	@Override
	public Caller getPrincipal() {
		return this.caller;
	}

	/** A verified credential is not kept. */
	@Override
	public String getCredentials() {
		return "";
	}

	@Override
	public String getName() {
		return this.caller.subject();
	}

	private static Collection<GrantedAuthority> authorities(Caller caller) {
		List<GrantedAuthority> authorities = new ArrayList<>();
		authorities.add(new SimpleGrantedAuthority("ROLE_" + caller.role().label()));
		caller.scopes().forEach((scope) -> authorities.add(new SimpleGrantedAuthority("SCOPE_" + scope)));
		return authorities;
	}

}
