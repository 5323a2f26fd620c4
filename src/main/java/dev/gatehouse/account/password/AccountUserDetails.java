package dev.gatehouse.account.password;

import java.util.Collection;
import java.util.List;

import dev.gatehouse.account.Account;

import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.userdetails.UserDetails;

/**
 * An account as Spring Security's password check wants it. Grants nothing: what a caller
 * may do comes from the account, when its token is issued.
 */
final class AccountUserDetails implements UserDetails {

	private final transient Account account;

	private final String passwordHash;

	AccountUserDetails(Account account, String passwordHash) {
		this.account = account;
		this.passwordHash = passwordHash;
	}

	Account account() {
		return this.account;
	}

	@Override
	public String getUsername() {
		return this.account.subject();
	}

	@Override
	public String getPassword() {
		return this.passwordHash;
	}

	@Override
	public boolean isEnabled() {
		return this.account.isEnabled();
	}

	@Override
	public Collection<? extends GrantedAuthority> getAuthorities() {
		return List.of();
	}

}
