package dev.gatehouse.oauth2;

import java.util.ArrayList;
import java.util.List;

import dev.gatehouse.standin.GitHubStandIn;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.RealStores;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Links that race on two replicas, on real PostgreSQL.
 */
class LinkReplicasTests {

	private static final String PUBLIC_URL = "http://localhost:8080";

	private final String database = RealStores.newDatabase();

	private final JdbcClient jdbc = JdbcClient.create(RealStores.database(this.database));

	private final GitHubStandIn github = GitHubStandIn.start(0);

	private final Replica one = start();

	private final Replica other = start();

	@AfterEach
	void stop() {
		this.one.close();
		this.other.close();
		this.github.close();
	}

	@Test
	void identityWhenTwoAccountsLinkItAtOnceThenOneHasIt() {
		List<String> tokens = List.of(this.one.login(), login("google", "hubot"));
		for (int round = 0; round < 5; round++) {
			String name = "racer" + round;
			this.github.addUser(9100 + round, name);
			List<Answer> answers = Together.run(2, 2, (i) -> {
				Browser browser = new Browser("http://localhost:" + on(i).port());
				return browser.open(here(on(i), browser.approve(browser.link(tokens.get(i), "github"), name)));
			});
			assertThat(answers.stream().map(Answer::status)).containsExactlyInAnyOrder(200, 409);
			assertThat(answers).filteredOn((answer) -> answer.status() == 409)
				.allMatch((answer) -> answer.code().equals("identity_taken"));
			assertThat(this.jdbc.sql("delete from identity where subject = ?").param("" + (9100 + round)).update())
				.isOne();
		}
	}

	@Test
	void identitiesWhenTheLastTwoAreUnlinkedAtOnceThenOneSurvives() {
		String token = login("google", "octocat");
		Browser browser = new Browser("http://localhost:" + this.one.port());
		for (int round = 0; round < 5; round++) {
			String missing = (round == 0) ? "github"
					: this.one.http().get("/api/me/identities").bearer(token).send().body().contains("github")
							? "google" : "github";
			Answer linked = browser.open(here(this.one, browser.approve(browser.link(token, missing), "octocat")));
			assertThat(linked.status()).as(linked.toString()).isEqualTo(200);
			List<Answer> answers = Together.run(2, 2,
					(i) -> on(i).http()
						.call("DELETE", "/api/me/identities/" + ((i == 0) ? "github" : "google"))
						.bearer(token)
						.send());
			assertThat(answers.stream().map(Answer::summary)).containsExactlyInAnyOrder("204", "409 last_login_method");
		}
	}

	private String login(String provider, String user) {
		Browser browser = new Browser("http://localhost:" + this.one.port());
		return browser.open(here(this.one, browser.approve(browser.begin("/auth/" + provider), user))).text("token");
	}

	private Replica on(int number) {
		return (number == 0) ? this.one : this.other;
	}

	private Replica start() {
		List<String> options = new ArrayList<>(RealStores.onPostgres(this.database));
		options.addAll(List.of("--gatehouse.public-url=" + PUBLIC_URL,
				"--gatehouse.jwt.secret=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="));
		this.github.properties().forEach((name, value) -> options.add("--" + name + "=" + value));
		this.github.googleProperties().forEach((name, value) -> options.add("--" + name + "=" + value));
		return Replica.start(options.toArray(String[]::new));
	}

	private static String here(Replica replica, String callback) {
		return callback.replace(PUBLIC_URL, "http://localhost:" + replica.port());
	}

}
