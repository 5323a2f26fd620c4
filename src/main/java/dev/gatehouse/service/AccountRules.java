package dev.gatehouse.service;

import dev.gatehouse.caller.Role;
import dev.gatehouse.jwt.JwtChain;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.stereotype.Component;

/**
 * Allows the administration of accounts to administrators only.
 */
@Component
class AccountRules implements JwtChain {

	@Override
	public void customize(HttpSecurity http) {
		http.authorizeHttpRequests(
				(requests) -> requests.requestMatchers("/api/accounts/**").hasAuthority("ROLE_" + Role.ADMIN.label()));
	}

}
