package dev.gatehouse.passkey;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.account.password.PasswordHashing;
import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.RealStores;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Passkeys on two replicas, on real PostgreSQL.
 */
class PasskeyReplicasTests {

	private static final String PUBLIC_URL = "http://localhost:8080";

	private static final String DATABASE = RealStores.newDatabase();

	private static Replica one;

	private static Replica other;

	private static TestAccounts accounts;

	private final SoftwareAuthenticator authenticator = new SoftwareAuthenticator(PUBLIC_URL);

	private PasskeyUser user;

	private String token;

	@BeforeAll
	static void start() {
		one = startReplica();
		other = startReplica();
		accounts = new TestAccounts(one.bean(Accounts.class), one.bean(PasswordHashing.class), one.bean(Clock.class));
	}

	@AfterAll
	static void stop() {
		one.close();
		other.close();
	}

	@BeforeEach
	void register() {
		this.user = new PasskeyUser(one.http());
		this.token = one.http()
			.post("/auth/login")
			.json("""
					{"username":"%s","password":"%s"}""".formatted(accounts.withPassword().subject(),
					TestAccounts.PASSWORD))
			.send()
			.text("access_token");
		this.user.register(this.token, this.authenticator);
	}

	@Test
	void loginWhenBegunOnOneReplicaThenEndsOnTheOther() {
		String options = this.user.loginOptions();
		Answer answer = this.user.login(other.http(), "", this.authenticator.get(options).json());
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		assertThat(one.http().get("/api/protected").bearer(answer.text("access_token")).send().status()).isEqualTo(200);
		assertThat(this.user.login(this.authenticator.get(options).json()).code()).isEqualTo("login_attempt_invalid");
	}

	@Test
	void answersWhenParallelOnBothThenOneSession() {
		// the moment that matters is short, so that one round may miss it
		for (int round = 0; round < 20; round++) {
			String answer = this.authenticator.get(this.user.loginOptions()).json();
			List<Answer> answers = Together.run(8, 8, (i) -> this.user.login(on(i), "", answer));
			assertThat(answers).filteredOn((each) -> each.status() == 200).hasSize(1);
			assertThat(answers).filteredOn((each) -> each.status() != 200)
				.allMatch((each) -> each.code().equals("login_attempt_invalid"));
		}
	}

	@Test
	void counterWhenTwoCopiesSignAtOnceThenOnePasses() {
		for (int round = 0; round < 5; round++) {
			SoftwareAuthenticator copy = this.authenticator.copy();
			String first = this.authenticator.get(this.user.loginOptions()).json();
			String second = copy.get(this.user.loginOptions()).json();
			List<Answer> answers = Together.run(2, 2, (i) -> this.user.login(on(i), "", (i == 0) ? first : second));
			assertThat(answers.stream().map(Answer::status)).containsExactlyInAnyOrder(200, 401);
		}
	}

	@Test
	void passkeysWhenAddedOnBothAtOnceThenTenAtMost() {
		List<String> answers = new ArrayList<>();
		for (int i = 0; i < 14; i++) {
			answers.add(new SoftwareAuthenticator(PUBLIC_URL).create(this.user.creationOptions(this.token)).json());
		}
		List<Answer> added = Together.run(14, 14,
				(i) -> new PasskeyUser(on(i)).add(this.token, "mine", answers.get(i)));
		assertThat(added).filteredOn((answer) -> answer.status() == 201).hasSize(9);
		assertThat(added).filteredOn((answer) -> answer.status() != 201)
			.allMatch((answer) -> answer.code().equals("passkey_limit_reached"));
	}

	@Test
	void passkeyWhenServiceWasStartedAgainThenStillWorks() {
		try (Replica later = startReplica()) {
			assertThat(new PasskeyUser(later.http()).login(this.authenticator).status()).isEqualTo(200);
		}
	}

	private static Http on(int number) {
		return ((number % 2 == 0) ? one : other).http();
	}

	private static Replica startReplica() {
		List<String> options = new ArrayList<>(RealStores.onPostgres(DATABASE));
		options.addAll(List.of("--gatehouse.public-url=" + PUBLIC_URL,
				"--gatehouse.jwt.secret=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="));
		return Replica.start(options.toArray(String[]::new));
	}

}
