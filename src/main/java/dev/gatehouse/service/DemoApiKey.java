package dev.gatehouse.service;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.apikey.ApiKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MarkerFactory;

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

	private static final Logger logger = LoggerFactory.getLogger(DemoApiKey.class);

	@Override
	public void afterSingletonsInstantiated() {
		if (this.accounts.findBySubject(CLIENT).isEmpty()) {
			this.accounts.saveAndFlush(Account.client(CLIENT, this.clock.instant()));
		}
		this.owners.findBySubject(CLIENT)
			.ifPresent((client) -> this.keys.put(KEY, client, "demo", Set.of(Account.DATA_READ), Duration.ofDays(90)));
		logger.warn(MarkerFactory.getMarker("PUBLIC"), "Demo: the API key {} is public and good for /api/data", KEY);
	}

	/** The key in clear, which is not secret. */
	String reveal() {
		return KEY;
	}

}
