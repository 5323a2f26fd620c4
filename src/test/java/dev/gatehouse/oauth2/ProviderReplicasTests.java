package dev.gatehouse.oauth2;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.gatehouse.standin.Endpoint;
import dev.gatehouse.standin.GitHubStandIn;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.RealStores;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A login that begins on one replica and ends on another, on real PostgreSQL.
 */
class ProviderReplicasTests {

	private static final String PUBLIC_URL = "http://localhost:8080";

	private static final String DATABASE = RealStores.newDatabase();

	private static GitHubStandIn github;

	private static Replica one;

	private static Replica other;

	@BeforeAll
	static void startBoth() {
		github = GitHubStandIn.start(0);
		one = start();
		other = start();
	}

	@AfterAll
	static void stop() {
		one.close();
		other.close();
		github.close();
	}

	@AfterEach
	void resetTheProvider() {
		github.reset();
	}

	@Test
	void loginWhenBegunOnOneReplicaThenEndsOnTheOther() {
		Browser browser = new Browser("http://localhost:" + one.port());
		String callback = browser.approve(browser.begin(), "octocat");
		assertThat(callback).startsWith(PUBLIC_URL);
		Answer answer = browser.open(on(other, callback));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(one.http().get("/api/protected").bearer(answer.text("token")).send().status()).isEqualTo(200);
		assertThat(browser.open(on(one, callback)).code()).isEqualTo("login_attempt_invalid");
	}

	@Test
	void callbacksWhenParallelOnBothThenOneSucceeds() {
		Browser browser = new Browser("http://localhost:" + one.port());
		String callback = browser.approve(browser.begin(), "octocat");
		String cookie = browser.jar().getCookieStore().getCookies().get(0).toString();
		List<Answer> answers = Together.run(12, 12, (i) -> {
			Replica replica = (i % 2 == 0) ? one : other;
			return replica.http().get(on(replica, callback)).header("Cookie", cookie).send();
		});
		assertThat(answers).filteredOn((answer) -> answer.status() == 200).hasSize(1);
		assertThat(answers).filteredOn((answer) -> answer.status() != 200)
			.allMatch((answer) -> answer.code().equals("login_attempt_invalid"));
		assertThat(github.requestCount(Endpoint.TOKEN)).isEqualTo(1);
	}

	@Test
	void firstLoginsWhenOnBothAtOnceThenOneAccount() {
		github.addUser(9001, "newcomer");
		List<Answer> answers = Together.run(6, 6, (i) -> {
			Replica replica = (i % 2 == 0) ? one : other;
			Browser browser = new Browser("http://localhost:" + replica.port());
			return browser.open(on(replica, browser.approve(browser.begin(), "newcomer")));
		});
		assertThat(answers).allMatch((answer) -> answer.status() == 200);
		assertThat(JdbcClient.create(RealStores.database(DATABASE))
			.sql("select count(*) from account where subject = 'github|9001'")
			.query(Integer.class)
			.single()).isOne();
	}

	@Test
	void accountWhenDeletedOnOneReplicaThenTheOtherFollows() {
		Browser browser = new Browser("http://localhost:" + one.port());
		String token = browser.open(on(one, browser.approve(browser.begin(), "hubot"))).text("token");
		String key = one.http().post("/api/keys").bearer(token).json("""
				{"name":"mine","scopes":["data:read"]}""").send().text("key");
		assertThat(other.http().get("/api/data").apiKey(key).send().status()).isEqualTo(200);
		assertThat(one.http().call("DELETE", "/api/me").bearer(token).send().status()).isEqualTo(204);
		await().atMost(Duration.ofSeconds(5))
			.until(() -> other.http().get("/api/protected").bearer(token).send().code().equals("token_revoked"));
		await().atMost(Duration.ofSeconds(5))
			.until(() -> other.http().get("/api/data").apiKey(key).send().code().equals("api_key_invalid"));
	}

	private static Replica start() {
		List<String> options = new ArrayList<>(RealStores.onPostgres(DATABASE));
		options.addAll(List.of("--gatehouse.public-url=" + PUBLIC_URL,
				"--gatehouse.jwt.secret=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="));
		github.properties().forEach((name, value) -> options.add("--" + name + "=" + value));
		return Replica.start(options.toArray(String[]::new));
	}

	private static String on(Replica replica, String callback) {
		return callback.replace(PUBLIC_URL, "http://localhost:" + replica.port());
	}

}
