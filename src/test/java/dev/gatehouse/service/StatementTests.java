package dev.gatehouse.service;

import java.util.List;
import java.util.stream.Stream;

import dev.gatehouse.caller.Tier;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.passkey.PasskeyUser;
import dev.gatehouse.passkey.SoftwareAuthenticator;
import dev.gatehouse.support.ServerTests;
import dev.gatehouse.support.StatementCount;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a request costs the database.
 */
class StatementTests extends ServerTests {

	@Test
	void protectedWhenTokenIsGoodThenNoStatement() {
		String token = login("admin", "secret");
		int before = StatementCount.now();
		for (int i = 0; i < 100; i++) {
			assertThat(this.http.get("/api/protected").bearer(token).send().status()).isEqualTo(200);
		}
		assertThat(StatementCount.now() - before).isZero();
	}

	@Test
	void protectedWhenLoggedInByPasskeyThenNoStatement() {
		PasskeyUser user = new PasskeyUser(this.http);
		SoftwareAuthenticator authenticator = new SoftwareAuthenticator(issuer());
		user.register(login(this.accounts.withPassword().subject(), TestAccounts.PASSWORD), authenticator);
		String token = user.login(authenticator).text("access_token");
		int before = StatementCount.now();
		for (int i = 0; i < 100; i++) {
			assertThat(this.http.get("/api/protected").bearer(token).send().status()).isEqualTo(200);
		}
		assertThat(StatementCount.now() - before).isZero();
	}

	@Test
	void dataWhenKeyIsInUseThenNoRequestWaitsForAStatement() {
		String key = this.keys.of(this.accounts.of(Tier.ENTERPRISE));
		assertThat(this.http.get("/api/data").apiKey(key).send().status()).isEqualTo(200);
		int before = StatementCount.now();
		for (int i = 0; i < 1_000; i++) {
			assertThat(this.http.get("/api/data").apiKey(key).send().status()).isEqualTo(200);
		}
		assertThat(StatementCount.now() - before).isZero();
		assertThat(this.http.get("/api/keys")
			.bearer(login("admin", "secret"))
			.send()
			.json()
			.path("keys")
			.valueStream()
			.filter((listed) -> listed.path("id").asString().equals(key.substring(3, 15)))
			.mapToLong((listed) -> listed.path("requests").asLong())
			.sum()).isEqualTo(1_001);
	}

	@Test
	void dataWhenAHundredKeysAreUsedNowAndThenThenNoStatement() throws InterruptedException {
		List<String> many = Stream.generate(this.keys::good).limit(100).toList();
		many.forEach((key) -> assertThat(this.http.get("/api/data").apiKey(key).send().status()).isEqualTo(200));
		Thread.sleep(2_500); // longer than a change may take to be seen
		int before = StatementCount.now();
		many.forEach((key) -> assertThat(this.http.get("/api/data").apiKey(key).send().status()).isEqualTo(200));
		assertThat(StatementCount.now() - before).isZero();
	}

	@Test
	void dataWhenKeyIsNewHereThenOneStatementForItAndOneForItsOwner() {
		String key = this.keys.good();
		int before = StatementCount.now();
		assertThat(this.http.get("/api/data").apiKey(key).send().status()).isEqualTo(200);
		assertThat(StatementCount.now() - before).isEqualTo(2);
	}

	@Test
	void dataWhenKeyIsMistypedThenNoStatement() {
		String mistyped = this.keys.mistyped();
		int before = StatementCount.now();
		assertThat(this.http.get("/api/data").apiKey(mistyped).send().status()).isEqualTo(401);
		assertThat(StatementCount.now() - before).isZero();
	}

	@Test
	void loginWhenCalledThenCountsStatementsAtAll() {
		int before = StatementCount.now();
		login("admin", "secret");
		assertThat(StatementCount.now() - before).isPositive();
	}

}
