package dev.gatehouse.apikey;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.caller.Scopes;
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
public final class DemoApiKey implements SmartInitializingSingleton {

	private static final String KEY = "gk_demoClient01_ThisKeyIsPublicSoNeverUseItOutsideTheDemo000p47o9";

	private static final Logger logger = LoggerFactory.getLogger(DemoApiKey.class);

	private final Accounts accounts;

	private final ApiKeys keys;

	private final Clock clock;

	DemoApiKey(Accounts accounts, ApiKeys keys, Clock clock) {
		this.accounts = accounts;
		this.keys = keys;
		this.clock = clock;
	}

	@Override
	public void afterSingletonsInstantiated() {
		ApiKeySecret secret = ApiKeySecret.parse(KEY).orElseThrow();
		if (this.keys.findWithAccount(secret.id()).isEmpty()) {
			Instant now = this.clock.instant();
			Account client = this.accounts.findBySubject("client_1")
				.orElseGet(() -> this.accounts.saveAndFlush(Account.client("client_1", now)));
			this.keys
				.save(new ApiKey(secret, client, "demo", Set.of(Scopes.DATA_READ), now, now.plus(Duration.ofDays(90))));
		}
		logger.warn(MarkerFactory.getMarker("PUBLIC"), "Demo: the API key {} is public and good for /api/data", KEY);
	}

	/**
	 * The key, which is no secret.
	 * @return the key in clear
	 */
	public String reveal() {
		return KEY;
	}

}
