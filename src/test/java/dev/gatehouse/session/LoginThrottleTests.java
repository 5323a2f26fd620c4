package dev.gatehouse.session;

import java.util.List;

import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.Together;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Guessing passwords, against the limits as they are by default.
 */
class LoginThrottleTests {

	private final Replica service = Replica.start();

	@AfterEach
	void stop() {
		this.service.close();
	}

	@Test
	void loginWhenFiftyWrongPasswordsComeAtOnceThenFiveReachTheHash() {
		List<Answer> answers = Together.run(50, 50, (i) -> login("admin", "wrong" + i));
		assertThat(answers).filteredOn((answer) -> answer.status() == 401).hasSize(5);
		assertThat(answers).filteredOn((answer) -> answer.status() != 401)
			.allMatch((answer) -> answer.code().equals("rate_limited") || answer.code().equals("service_busy"));
		assertThat(counted("invalid_credentials")).isEqualTo(5);
		Answer right = login("admin", "secret");
		assertThat(right.summary()).isEqualTo("429 rate_limited");
		assertThat(Integer.parseInt(right.header("Retry-After"))).isBetween(1, 60);
		assertThat(login("client_1", "wrong").code()).isEqualTo("invalid_credentials");
	}

	@Test
	void loginWhenRightPasswordsComeAtOnceThenTheyDoNotLockEachOtherOut() {
		List<Answer> answers = Together.run(16, 16, (i) -> login("admin", "secret"));
		assertThat(answers).allMatch((answer) -> answer.status() == 200);
		for (int i = 0; i < 8; i++) {
			assertThat(login("admin", "secret").status()).isEqualTo(200);
		}
	}

	@Test
	void loginWhenAnAddressTriesManyNamesThenTwentyAMinute() {
		List<Answer> answers = Together.run(30, 4, (i) -> login("nobody" + i, "wrong"));
		assertThat(answers).filteredOn((answer) -> answer.status() == 401).hasSize(20);
		assertThat(login("admin", "secret").summary()).isEqualTo("429 rate_limited");
	}

	@Test
	void loginWhenAddressIsClaimedThenChangesNothing() {
		List<Answer> answers = Together.run(12, 4,
				(i) -> this.service.http()
					.post("/auth/login")
					.header("X-Forwarded-For", "10.0.0." + i)
					.header("Forwarded", "for=10.0.0." + i)
					.json(body("admin", "wrong"))
					.send());
		assertThat(answers).filteredOn((answer) -> answer.status() == 401).hasSize(5);
	}

	@Test
	void loginWhenManyAddressesTryOneAccountThenAHundredAnHour() {
		try (Replica behindProxy = Replica.start("--gatehouse.trusted-proxies=127.0.0.1,::1")) {
			List<Answer> answers = Together.run(120, 2, (i) -> from(behindProxy, "10.0." + i + ".1", "wrong"));
			assertThat(answers).filteredOn((answer) -> answer.status() == 401).hasSize(100);
			Answer right = from(behindProxy, "10.9.9.9", "secret");
			assertThat(right.summary()).isEqualTo("429 rate_limited");
			assertThat(Integer.parseInt(right.header("Retry-After"))).isBetween(1, 600);
		}
	}

	@Test
	void loginWhenLockedThenTheTrailSaysSoOnce() {
		for (int i = 0; i < 9; i++) {
			login("client_1", "wrong");
		}
		String token = login("admin", "secret").text("access_token");
		String trail = this.service.http().get("/api/audit").bearer(token).send().body();
		assertThat(trail.split("login.failed", -1)).hasSize(6);
		assertThat(trail.split("login.locked", -1)).hasSize(2);
		assertThat(trail).contains("\"action\":\"login.succeeded\"").doesNotContain("wrong");
	}

	@Test
	void loginWhenNameIsUnknownThenTheTrailDoesNotKeepIt() {
		login("my-password-in-the-wrong-field", "x");
		String token = login("admin", "secret").text("access_token");
		String trail = this.service.http().get("/api/audit").bearer(token).send().body();
		assertThat(trail).contains("\"account_id\":null").doesNotContain("my-password");
	}

	@Test
	void passwordWhenGuessedWithAStolenTokenThenIsThrottledToo() {
		String token = login("admin", "secret").text("access_token");
		List<Answer> answers = Together.run(10, 4,
				(i) -> this.service.http().post("/api/me/password").bearer(token).json("""
						{"current":"wrong%d","new":"four unlikely words together"}""".formatted(i)).send());
		assertThat(answers).filteredOn((answer) -> answer.code().equals("invalid_credentials")).hasSize(5);
		assertThat(answers).filteredOn((answer) -> answer.code().equals("rate_limited")).hasSize(5);
	}

	private Answer login(String username, String password) {
		return this.service.http().post("/auth/login").json(body(username, password)).send();
	}

	private static Answer from(Replica service, String address, String password) {
		return service.http()
			.post("/auth/login")
			.header("X-Forwarded-For", address)
			.json(body("admin", password))
			.send();
	}

	private double counted(String outcome) {
		Counter counter = this.service.bean(MeterRegistry.class)
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
