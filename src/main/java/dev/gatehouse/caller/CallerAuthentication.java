package dev.gatehouse.caller;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.util.ConcurrentReferenceHashMap;

/**
 * The authentication of every accepted credential. Its authorities come from the caller
 * alone: {@code ROLE_admin}, {@code SCOPE_data:read}.
 */
public final class CallerAuthentication extends AbstractAuthenticationToken {

	/**
	 * Shared: most callers have the same, and making them costs more than finding them.
	 */
	private static final Map<Rights, List<GrantedAuthority>> AUTHORITIES = new ConcurrentReferenceHashMap<>();

	private final transient Caller caller;

	public CallerAuthentication(Caller caller) {
		super(AUTHORITIES.computeIfAbsent(new Rights(caller.role(), caller.scopes()), Rights::authorities));
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

	private record Rights(Role role, Set<String> scopes) {

		List<GrantedAuthority> authorities() {
			return Stream.concat(Stream.of("ROLE_" + this.role.label()), this.scopes.stream().map("SCOPE_"::concat))
				.<GrantedAuthority>map(SimpleGrantedAuthority::new)
				.toList();
		}

	}

}
