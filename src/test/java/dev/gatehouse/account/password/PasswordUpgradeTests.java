package dev.gatehouse.account.password;

import java.util.ArrayList;
import java.util.List;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.support.CheapHashing;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.ServerTests;
import dev.gatehouse.support.StatementCount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.crypto.password.PasswordEncoder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The cost of hashes is raised: the next login of an account replaces its hash.
 */
class PasswordUpgradeTests extends ServerTests {

	private static final String OLD = "{bcrypt}$2a$04$";

	private static final String NEW = "{bcrypt}$2a$05$";

	@Autowired
	private CheapHashing cost;

	@Autowired
	private Accounts rows;

	@Autowired
	private PasswordHashing hashing;

	@Autowired
	private PasswordLogin passwords;

	@AfterEach
	void lowerTheCost() {
		this.cost.reset();
	}

	@Test
	void hashWhenItsCostIsLowerThenALoginReplacesItAndSessionsGoOn() {
		Account account = this.accounts.withPassword();
		Answer before = logIn(account, TestAccounts.PASSWORD);
		this.cost.raise();
		assertThat(logIn(account, TestAccounts.PASSWORD).status()).isEqualTo(200);
		String hash = stored(account);
		assertThat(hash).startsWith(NEW);
		assertThat(this.http.get("/api/protected").bearer(before.text("access_token")).send().status()).isEqualTo(200);
		assertThat(this.http.post("/auth/refresh")
			.json("{\"refresh_token\":\"" + before.text("refresh_token") + "\"}")
			.send()
			.status()).isEqualTo(200);
		assertThat(logIn(account, TestAccounts.PASSWORD).status()).isEqualTo(200);
		assertThat(stored(account)).isEqualTo(hash);
	}

	@Test
	void hashWhenTheLoginFailsThenStays() {
		Account account = this.accounts.withPassword();
		Account disabled = this.accounts.disabled();
		this.cost.raise();
		assertThat(logIn(account, "wrong").code()).isEqualTo("invalid_credentials");
		assertThat(logIn(disabled, TestAccounts.PASSWORD).code()).isEqualTo("invalid_credentials");
		assertThat(stored(account)).startsWith(OLD);
		assertThat(stored(disabled)).startsWith(OLD);
	}

	@Test
	void loginWhenTheHashIsCurrentThenRunsNoFurtherStatement() {
		Account account = this.accounts.withPassword();
		logIn(account, TestAccounts.PASSWORD);
		int current = statements(account);
		this.cost.raise();
		assertThat(statements(account)).isEqualTo(current + 1);
		assertThat(statements(account)).isEqualTo(current);
	}

	@Test
	void hashWhenAnotherReplicaReplacesItFirstThenBothLoginsSucceed() {
		Account account = this.accounts.withPassword();
		List<Account> others = new ArrayList<>();
		PasswordLogin slower = loginThatIsOvertakenBy(
				() -> this.passwords.check(account.subject(), TestAccounts.PASSWORD).ifPresent(others::add));
		this.cost.raise();
		Account found = slower.check(account.subject(), TestAccounts.PASSWORD).orElseThrow();
		assertThat(others).singleElement().extracting(Account::passwordHash).isEqualTo(stored(account));
		assertThat(found.passwordHash()).isEqualTo(stored(account)).startsWith(NEW);
	}

	@Test
	void loginWhenThePasswordIsChangedMeanwhileThenFailsAndTheChangeStays() {
		Account account = this.accounts.withPassword();
		String changed = this.hashing.encoder().encode("another battery staple");
		PasswordLogin slower = loginThatIsOvertakenBy(() -> {
			account.changePassword(changed);
			this.rows.saveAndFlush(account);
		});
		this.cost.raise();
		assertThat(slower.check(account.subject(), TestAccounts.PASSWORD)).isEmpty();
		assertThat(stored(account)).isEqualTo(changed);
	}

	/**
	 * Another login that has read and compared the old hash, and is slow to replace it.
	 */
	private PasswordLogin loginThatIsOvertakenBy(Runnable other) {
		PasswordEncoder encoder = this.hashing.encoder();
		return new PasswordLogin(this.rows, new PasswordHashing(new PasswordEncoder() {

			private boolean done;

			@Override
			public String encode(CharSequence password) {
				if (!this.done && TestAccounts.PASSWORD.contentEquals(password)) {
					this.done = true;
					other.run();
				}
				return encoder.encode(password);
			}

			@Override
			public boolean matches(CharSequence password, String hash) {
				return encoder.matches(password, hash);
			}

			@Override
			public boolean upgradeEncoding(String hash) {
				return encoder.upgradeEncoding(hash);
			}

		}, this.hashing.pool()));
	}

	private Answer logIn(Account account, String password) {
		return this.http.post("/auth/login").json("""
				{"username":"%s","password":"%s"}""".formatted(account.subject(), password)).send();
	}

	private int statements(Account account) {
		int before = StatementCount.now();
		assertThat(logIn(account, TestAccounts.PASSWORD).status()).isEqualTo(200);
		return StatementCount.now() - before;
	}

	private String stored(Account account) {
		return this.rows.findById(account.getId()).map(Account::passwordHash).orElseThrow();
	}

}
