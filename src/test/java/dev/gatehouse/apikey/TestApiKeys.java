package dev.gatehouse.apikey;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.support.Replica;
import dev.gatehouse.apikey.ApiKeyChain.Limit;

import org.springframework.beans.factory.BeanFactory;

/**
 * API keys as the tests need them, each in clear.
 */
public final class TestApiKeys {

	private final ApiKeyRows keys;

	private final ApiKeyFormat format;

	private final TestAccounts accounts;

	private final Clock clock;

	private TestApiKeys(ApiKeyRows keys, ApiKeyFormat format, TestAccounts accounts, Clock clock) {
		this.keys = keys;
		this.format = format;
		this.accounts = accounts;
		this.clock = clock;
	}

	public static TestApiKeys in(BeanFactory beans, TestAccounts accounts, Clock clock) {
		return new TestApiKeys(beans.getBean(ApiKeyRows.class), beans.getBean(ApiKeyFormat.class), accounts, clock);
	}

	public String good() {
		return of(this.accounts.withoutPassword());
	}

	public String of(Account account) {
		return stored(account, Set.of(Account.DATA_READ), Duration.ofDays(1));
	}

	public String withoutScope() {
		return stored(this.accounts.withoutPassword(), Set.of("other:read"), Duration.ofDays(1));
	}

	public String expired() {
		return stored(this.accounts.withoutPassword(), Set.of(Account.DATA_READ), Duration.ZERO);
	}

	public String revoked() {
		String key = good();
		this.keys.revoke(key.substring(3, 15), this.clock.instant());
		return key;
	}

	/** Right in form, and never stored. */
	public static ApiKeySecret random() {
		return new ApiKeyFormat("gk").generate();
	}

	public String unknown() {
		return this.format.generate().reveal();
	}

	/** The id of a good key with another secret, and a checksum that is right. */
	public String wrongSecret() {
		String ours = good();
		String others = unknown();
		String signed = ours.substring(0, 16) + others.substring(16, others.length() - 6);
		return signed + ApiKeyFormat.check(signed);
	}

	/** A good key with its last character changed, so that the checksum is wrong. */
	public String mistyped() {
		String good = good();
		char last = good.charAt(good.length() - 1);
		return good.substring(0, good.length() - 1) + ((last == 'a') ? 'b' : 'a');
	}

	/** Works in a network that is not the tests'. */
	public String fromElsewhere() {
		return stored(this.accounts.withoutPassword(),
				new KeyTerms("test", Set.of(Account.DATA_READ), List.of("192.0.2.0/24"), null, "{}"),
				Duration.ofDays(1));
	}

	/** With a limit of its own. */
	public String limited(Account account, int requests, Duration per) {
		return stored(account,
				new KeyTerms("test", Set.of(Account.DATA_READ), List.of(), new Limit(requests, per), "{}"),
				Duration.ofDays(1));
	}

	/** As the schedule does it. */
	public static Replica announceIn(Replica replica) {
		replica.bean(ExpiryNotice.class).announce();
		return replica;
	}

	public String of(Account account, Set<String> scopes, Duration life) {
		return stored(account, scopes, life);
	}

	private String stored(Account account, Set<String> scopes, Duration life) {
		return stored(account, new KeyTerms("test", scopes), life);
	}

	private String stored(Account account, KeyTerms terms, Duration life) {
		ApiKeySecret secret = this.format.generate();
		Instant now = this.clock.instant();
		ApiKey key = new ApiKey(secret, account.getId().toString(), terms, now, now.plus(life));
		this.keys.insert(key);
		return secret.reveal();
	}

}
