package dev.gatehouse.service;

import java.time.Clock;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.password.PasswordHashing;
import dev.gatehouse.caller.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MarkerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Creates the account {@code admin} if a password for it is configured and there is no
 * administrator yet, before the first request is accepted.
 */
@Component
class FirstAdmin implements SmartInitializingSingleton {

	private static final String NAME = "admin";

	private static final Logger logger = LoggerFactory.getLogger(FirstAdmin.class);

	private final Accounts accounts;

	private final PasswordEncoder encoder;

	private final Clock clock;

	private final String password;

	private final boolean demo;

	FirstAdmin(Accounts accounts, PasswordHashing hashing, Clock clock,
			@Value("${gatehouse.admin-password:}") String password, Environment environment) {
		this.accounts = accounts;
		this.encoder = hashing.encoder();
		this.clock = clock;
		this.password = password;
		this.demo = environment.acceptsProfiles(Profiles.of("demo"));
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (!this.password.isEmpty() && !this.accounts.existsByRole(Role.ADMIN)) {
			String hash = this.encoder.encode(this.password);
			try {
				this.accounts.saveAndFlush(Account.local(NAME, hash, Role.ADMIN, this.clock.instant()));
			}
			catch (DataIntegrityViolationException taken) {
				// another replica may have just created the same account
				if (!this.accounts.existsByRole(Role.ADMIN)) {
					logger.error("There is no administrator: the name {} is taken by an account that is none", NAME);
				}
				return;
			}
			if (this.demo) {
				logger.warn(MarkerFactory.getMarker("PUBLIC"), "Demo: log in as {} with the password {}", NAME,
						this.password);
			}
			else {
				logger.info("Created the account {} with the configured password", NAME);
			}
		}
	}

}
