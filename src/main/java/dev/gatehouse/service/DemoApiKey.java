package dev.gatehouse.service;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.apikey.ApiKeys;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * The client and the key that the README uses. Both are public, so they exist in the demo
 * profile only.
 */
@Component
@Profile("demo")
record DemoApiKey(Accounts accounts, ApiKeys keys, AccountKeyOwners owners,
		Clock clock) implements SmartInitializingSingleton {

	private static final String KEY = "gk_demoClient01_ThisKeyIsPublicSoNeverUseItOutsideTheDemo000p47o9";

	private static final String CLIENT = "client_1";

	@Override
	public void afterSingletonsInstantiated() {
		if (this.accounts.findBySubject(CLIENT).isEmpty()) {
			this.accounts.saveAndFlush(Account.client(CLIENT, this.clock.instant()));
		}
		this.owners.findBySubject(CLIENT)
			.ifPresent((client) -> this.keys.put(KEY, client, "demo", Set.of(Account.DATA_READ), Duration.ofDays(90)));
	}

	/** The key in clear, which is not secret. */
	String reveal() {
		return KEY;
	}

}
