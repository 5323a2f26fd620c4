package dev.gatehouse.session;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.account.password.PasswordHashing;
import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.Together;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Guessing passwords, against the limits as they are by default. One service behind a
 * proxy for all tests: each has an account and an address of its own.
 */
class LoginThrottleTests {

	private static final String RIGHT = TestAccounts.PASSWORD;

	private static final AtomicInteger tests = new AtomicInteger();

	private static Replica service;

	private static TestAccounts accounts;

	private final String address = "10.0." + tests.incrementAndGet() + ".1";

	private final String name = accounts.withPassword().subject();

	@BeforeAll
	static void start() {
		service = Replica.start("--gatehouse.trusted-proxies=127.0.0.1,::1");
		accounts = new TestAccounts(service.bean(Accounts.class), service.bean(PasswordHashing.class),
				service.bean(Clock.class));
	}

	@AfterAll
	static void stop() {
		service.close();
	}

	@Test
	void loginWhenFiftyWrongPasswordsComeAtOnceThenFiveReachTheHash() {
		double before = counted("invalid_credentials");
		List<Answer> answers = Together.run(50, 50, (i) -> login(this.name, "wrong" + i));
		assertThat(answers).filteredOn((answer) -> answer.status() == 401).hasSize(5);
		assertThat(answers).filteredOn((answer) -> answer.status() != 401)
			.allMatch((answer) -> answer.code().equals("rate_limited") || answer.code().equals("service_busy"));
		assertThat(counted("invalid_credentials") - before).isEqualTo(5);
		Answer right = login(this.name, RIGHT);
		assertThat(right.summary()).isEqualTo("429 rate_limited");
		assertThat(Integer.parseInt(right.header("Retry-After"))).isBetween(1, 60);
		assertThat(login(accounts.withPassword().subject(), "wrong").code()).isEqualTo("invalid_credentials");
	}

	@Test
	void loginWhenRightPasswordsComeAtOnceThenTheyDoNotLockEachOtherOut() {
		List<Answer> answers = Together.run(16, 16, (i) -> login(this.name, RIGHT));
		assertThat(answers).allMatch((answer) -> answer.status() == 200);
		for (int i = 0; i < 8; i++) {
			assertThat(login(this.name, RIGHT).status()).isEqualTo(200);
		}
	}

	/** Spelling a name otherwise gives no failures more. */
	@Test
	void loginWhenTheCaseOfTheNameVariesThenFiveReachTheHash() {
		List<Answer> answers = Together.run(30, 25, (i) -> login(spelled(this.name, i), "wrong" + i));
		assertThat(answers).filteredOn((answer) -> answer.status() == 401).hasSize(5);
		assertThat(login(this.name, RIGHT).summary()).isEqualTo("429 rate_limited");
	}

	private static String spelled(String name, int number) {
		return name.substring(0, number % name.length()).toUpperCase(Locale.ROOT)
				+ name.substring(number % name.length());
	}

	/** With a hash as expensive as those of the service, which tests otherwise avoid. */
	@Test
	void loginWhenOneAccountLogsInRightlyEightyTimesAtOnceThenOthersAreServed() {
		String greedy = accounts.withHash("{bcrypt}" + new BCryptPasswordEncoder(10).encode(RIGHT)).subject();
		AtomicBoolean over = new AtomicBoolean();
		List<String> outcomes = Together.run(81, 81, (i) -> {
			StringBuilder seen = new StringBuilder();
			if (i == 80) {
				for (int n = 0; n < 9; n++) {
					seen.append(from("10.200.0.1", this.name, RIGHT).status()).append(' ');
				}
				over.set(true);
			}
			while (!over.get()) {
				login(greedy, RIGHT);
			}
			return seen.toString();
		});
		assertThat(outcomes.get(80)).isEqualTo("200 ".repeat(9));
	}

	@Test
	void loginWhenAnAddressTriesManyNamesThenTwentyAMinute() {
		List<Answer> answers = Together.run(30, 15, (i) -> login("nobody" + i, "wrong"));
		assertThat(answers).filteredOn((answer) -> answer.status() == 401).hasSize(20);
		assertThat(login(this.name, RIGHT).summary()).isEqualTo("429 rate_limited");
	}

	@Test
	void loginWhenAddressIsClaimedThenChangesNothing() {
		try (Replica direct = Replica.start()) {
			List<Answer> answers = Together.run(12, 12,
					(i) -> direct.http()
						.post("/auth/login")
						.header("X-Forwarded-For", "10.0.0." + i)
						.header("Forwarded", "for=10.0.0." + i)
						.json(body("admin", "wrong"))
						.send());
			assertThat(answers).filteredOn((answer) -> answer.status() == 401).hasSize(5);
		}
	}

	@Test
	void loginWhenManyAddressesTryOneAccountThenAHundredAnHour() {
		List<Answer> answers = Together.run(120, 10, (i) -> from("10.1." + i + ".1", this.name, "wrong"));
		assertThat(answers).filteredOn((answer) -> answer.status() == 401).hasSize(100);
		Answer right = from("10.9.9.9", this.name, RIGHT);
		assertThat(right.summary()).isEqualTo("429 rate_limited");
		// an hour for a hundred is 36 seconds for one
		assertThat(Integer.parseInt(right.header("Retry-After"))).isBetween(1, 37);
	}

	@Test
	void loginWhenLockedThenTheTrailSaysSoOnce() {
		for (int i = 0; i < 9; i++) {
			login(this.name, "wrong");
		}
		String token = from("10.9.9.8", this.name, RIGHT).text("access_token");
		String trail = service.http().get("/api/audit").bearer(token).send().body();
		assertThat(trail.split("login.failed", -1)).hasSize(6);
		assertThat(trail.split("login.locked", -1)).hasSize(2);
		assertThat(trail).contains("\"action\":\"login.succeeded\"").doesNotContain("wrong");
	}

	@Test
	void loginWhenNameIsUnknownThenTheTrailDoesNotKeepIt() {
		Answer admin = login("admin", "secret");
		login("my-password-in-the-wrong-field", "x");
		JsonNode newest = service.http()
			.get("/api/audit")
			.bearer(admin.text("access_token"))
			.send()
			.json()
			.path("events")
			.get(0);
		assertThat(newest.path("action").asString()).isEqualTo("login.failed");
		assertThat(newest.path("account_id").isNull()).isTrue();
		assertThat(newest.toString()).doesNotContain("my-password");
	}

	@Test
	void passwordWhenGuessedWithAStolenTokenThenIsThrottledToo() {
		String token = login(this.name, RIGHT).text("access_token");
		List<Answer> answers = Together.run(10, 10,
				(i) -> by(this.address, service.http().post("/api/me/password")).bearer(token).json("""
						{"current":"wrong%d","new":"four unlikely words together"}""".formatted(i)).send());
		assertThat(answers).filteredOn((answer) -> answer.code().equals("invalid_credentials")).hasSize(5);
		assertThat(answers).filteredOn((answer) -> answer.code().equals("rate_limited")).hasSize(5);
	}

	private Answer login(String username, String password) {
		return from(this.address, username, password);
	}

	private static Answer from(String address, String username, String password) {
		return by(address, service.http().post("/auth/login")).json(body(username, password)).send();
	}

	private static Http.Call by(String address, Http.Call call) {
		return call.header("X-Forwarded-For", address);
	}

	private static double counted(String outcome) {
		Counter counter = service.bean(MeterRegistry.class)
			.find("gatehouse.auth")
			.tags("scheme", "password", "outcome", outcome)
			.counter();
		return (counter != null) ? counter.count() : 0;
	}

	private static String body(String username, String password) {
		return """
				{"username":"%s","password":"%s"}""".formatted(username, password);
	}

}
