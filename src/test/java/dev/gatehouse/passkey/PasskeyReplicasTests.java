package dev.gatehouse.passkey;

import java.util.ArrayList;
import java.util.List;

import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.RealStores;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Passkeys on two replicas, on real PostgreSQL.
 */
class PasskeyReplicasTests {

	private static final String PUBLIC_URL = "http://localhost:8080";

	private final String database = RealStores.newDatabase();

	private final SoftwareAuthenticator authenticator = new SoftwareAuthenticator(PUBLIC_URL);

	private final List<Replica> replicas = new ArrayList<>();

	private Replica one;

	private Replica other;

	private PasskeyUser user;

	@BeforeEach
	void start() {
		this.one = startReplica();
		this.other = startReplica();
		this.user = new PasskeyUser(this.one.http());
		this.user.register(this.one.login(), this.authenticator);
	}

	@AfterEach
	void stop() {
		this.replicas.forEach(Replica::close);
	}

	@Test
	void loginWhenBegunOnOneReplicaThenEndsOnTheOther() {
		String options = this.user.loginOptions();
		Answer answer = this.user.login(this.other.http(), "", this.authenticator.get(options).json());
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		assertThat(this.one.http().get("/api/protected").bearer(answer.text("access_token")).send().status())
			.isEqualTo(200);
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
		String token = this.one.login();
		List<String> answers = new ArrayList<>();
		for (int i = 0; i < 14; i++) {
			answers.add(new SoftwareAuthenticator(PUBLIC_URL).create(this.user.creationOptions(token)).json());
		}
		List<Answer> added = Together.run(14, 14, (i) -> new PasskeyUser(on(i)).add(token, "mine", answers.get(i)));
		assertThat(added).filteredOn((answer) -> answer.status() == 201).hasSize(9);
		assertThat(added).filteredOn((answer) -> answer.status() != 201)
			.allMatch((answer) -> answer.code().equals("passkey_limit_reached"));
	}

	@Test
	void passkeyWhenServiceWasStartedAgainThenStillWorks() {
		this.one.close();
		this.other.close();
		PasskeyUser later = new PasskeyUser(startReplica().http());
		assertThat(later.login(this.authenticator).status()).isEqualTo(200);
	}

	private Http on(int number) {
		return ((number % 2 == 0) ? this.one : this.other).http();
	}

	private Replica startReplica() {
		List<String> options = new ArrayList<>(RealStores.onPostgres(this.database));
		options.addAll(List.of("--gatehouse.public-url=" + PUBLIC_URL,
				"--gatehouse.jwt.secret=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="));
		Replica replica = Replica.start(options.toArray(String[]::new));
		this.replicas.add(replica);
		return replica;
	}

}
