package dev.gatehouse.session;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.account.password.PasswordHashing;
import dev.gatehouse.support.Cable;
import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.RealStores;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServiceProcess;
import dev.gatehouse.support.Staleness;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Sessions on several replicas with one real PostgreSQL: races, theft, a killed process,
 * an unreachable database.
 */
class SessionReplicasTests {

	private static final String SIGNING = "--gatehouse.jwt.secret=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

	private static final String ISSUER = "--gatehouse.jwt.issuer=https://api.example.com";

	private static final String KEY = "c2Vzc2lvbi1yZWZyZXNoLWtleS1mb3ItdGVzdHMtb25seSE=";

	private static final String OTHER_KEY = "YW5vdGhlci1yZWZyZXNoLWtleS1mb3ItdGVzdHMtb25seSE=";

	private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

	private static final String DATABASE = RealStores.newDatabase();

	private static Replica one;

	private static Replica other;

	@BeforeAll
	static void startBoth() {
		one = start();
		other = start();
	}

	@AfterAll
	static void stopBoth() {
		one.close();
		other.close();
	}

	@BeforeEach
	void forgetSessions() {
		sql("delete from refresh_token");
		sql("delete from login_session");
	}

	@Test
	void refreshWhenFiftyComeAtOnceToTwoReplicasThenOneSuccessorAndNoRevocation() {
		String token = open(one.http()).text("refresh_token");
		List<Answer> answers = Together.run(50, 50, (i) -> refresh(((i % 2 == 0) ? one : other).http(), token));
		assertThat(answers).allMatch((answer) -> answer.status() == 200);
		Set<String> successors = answers.stream()
			.map((answer) -> answer.text("refresh_token"))
			.collect(Collectors.toSet());
		assertThat(successors).hasSize(1);
		assertThat(count("select count(*) from refresh_token")).isEqualTo(2);
		assertThat(count("select count(*) from login_session where revoked_at is not null")).isZero();
		assertThat(refresh(other.http(), successors.iterator().next()).status()).isEqualTo(200);
	}

	@Test
	void refreshWhenReplayedAfterTheGraceThenDeadOnBothWithinTwoSeconds() {
		awaitReadingOfRevocations(other);
		Answer opened = open(one.http());
		Answer newest = refresh(other.http(), opened.text("refresh_token"));
		sql("update refresh_token set rotated_at = rotated_at - interval '1 minute'");
		assertThat(refresh(one.http(), opened.text("refresh_token")).code()).isEqualTo("refresh_token_reused");
		assertThat(Staleness.until("token_revoked", () -> use(other.http(), newest))).isLessThan(TWO_SECONDS);
		assertThat(count("select count(*) from login_session where revoked_reason = 'refresh_reused'")).isOne();
		assertThat(refresh(other.http(), newest.text("refresh_token")).code()).isEqualTo("refresh_token_invalid");
		for (Replica replica : List.of(one, other)) {
			assertThat(use(replica.http(), opened).code()).isEqualTo("token_revoked");
			assertThat(use(replica.http(), newest).code()).isEqualTo("token_revoked");
		}
	}

	@Test
	void refreshWhenKeyIsChangedThenRetriesUnderWayStillGetTheSameSuccessor() {
		try (Replica old = start();
				Replica changed = start("--gatehouse.session.refresh-key=" + OTHER_KEY,
						"--gatehouse.session.previous-refresh-keys=" + KEY);
				Replica forgetful = start("--gatehouse.session.refresh-key=" + OTHER_KEY)) {
			String token = open(old.http()).text("refresh_token");
			String successor = refresh(old.http(), token).text("refresh_token");
			assertThat(refresh(changed.http(), token).text("refresh_token")).isEqualTo(successor);
			assertThat(refresh(forgetful.http(), token).code()).isEqualTo("refresh_token_invalid");
			assertThat(count("select count(*) from login_session where revoked_at is not null")).isZero();
			assertThat(refresh(forgetful.http(), successor).status()).isEqualTo(200);
		}
	}

	@Test
	void refreshWhenServerIsKilledBeforeItAnswersThenRetryGetsTheSameSuccessor(@TempDir Path folder) {
		Answer opened;
		try (Process service = new Process(folder)) {
			opened = open(service.http());
			// the answer is never read: committed, and lost on the way
			CompletableFuture
				.runAsync(() -> catchThrowable(() -> refresh(service.http(), opened.text("refresh_token"))));
			await().pollInterval(Duration.ofMillis(5))
				.until(() -> count("select count(*) from refresh_token where rotated_at is not null") == 1);
			service.kill();
		}
		String stored = text("select hash from refresh_token where rotated_at is null");
		try (Replica restarted = start()) {
			// a client that retries does not wait as long as a start takes
			sql("update refresh_token set rotated_at = now() where rotated_at is not null");
			Answer retry = refresh(restarted.http(), opened.text("refresh_token"));
			assertThat(retry.status()).isEqualTo(200);
			assertThat(RefreshToken.parse(retry.text("refresh_token")).orElseThrow().hash()).isEqualTo(stored);
			assertThat(use(restarted.http(), retry).status()).isEqualTo(200);
			assertThat(use(restarted.http(), opened).status()).isEqualTo(200);
		}
	}

	@Test
	void refreshWhenServerIsKilledBetweenUpdateAndCommitThenTheTokenIsStillGood(@TempDir Path folder) {
		try (Process service = new Process(folder)) {
			String token = open(service.http()).text("refresh_token");
			sql("""
					create function linger() returns trigger language plpgsql as
					$$ begin perform pg_sleep(2); return new; end $$""");
			sql("create trigger linger before insert on refresh_token for each row execute function linger()");
			CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> refresh(service.http(), token));
			await().pollInterval(Duration.ofMillis(20))
				.until(() -> count("select count(*) from pg_stat_activity where wait_event = 'PgSleep'") == 1);
			service.kill();
			assertThat(catchThrowable(answer::join)).isInstanceOf(CompletionException.class);
			// waits for what the dead process left
			sql("drop trigger linger on refresh_token");
			assertThat(count("select count(*) from refresh_token")).isOne();
			try (Replica restarted = start()) {
				Answer retry = refresh(restarted.http(), token);
				assertThat(retry.status()).isEqualTo(200);
				assertThat(use(restarted.http(), retry).status()).isEqualTo(200);
			}
		}
	}

	@Test
	void logoutWhenServerIsRestartedThenStaysLoggedOut(@TempDir Path folder) {
		Answer opened;
		Answer other;
		try (Process service = new Process(folder)) {
			opened = open(service.http());
			other = open(service.http());
			logout(service.http(), opened);
			assertThat(use(service.http(), opened).code()).isEqualTo("token_revoked");
			service.kill();
		}
		try (Replica restarted = start()) {
			assertThat(use(restarted.http(), opened).code()).isEqualTo("token_revoked");
			assertThat(refresh(restarted.http(), opened.text("refresh_token")).code())
				.isEqualTo("refresh_token_invalid");
			assertThat(use(restarted.http(), other).status()).isEqualTo(200);
		}
	}

	@Test
	void logoutWhenDatabaseIsLostThenStaysLoggedOutAndOthersAreNotGuessed() {
		try (Cable cable = RealStores.cable();
				Replica service = start(RealStores.onPostgres(DATABASE, cable), "--gatehouse.feed.bound=4s")) {
			Answer loggedOut = open(service.http());
			Answer live = open(service.http());
			logout(service.http(), loggedOut);
			cable.cut();
			assertThat(use(service.http(), live).status()).isEqualTo(200);
			assertThat(use(service.http(), loggedOut).code()).isEqualTo("token_revoked");
			Answer login = open(service.http());
			assertThat(login.summary()).isEqualTo("503 service_unavailable");
			assertThat(login.header("Retry-After")).isNotEmpty();
			await().atMost(Duration.ofSeconds(15))
				.until(() -> use(service.http(), live).code().equals("revocation_unavailable"));
			Answer unknown = use(service.http(), live);
			assertThat(unknown.status()).isEqualTo(503);
			assertThat(unknown.header("Retry-After")).isEqualTo("1");
			assertThat(use(service.http(), loggedOut).code()).isEqualTo("token_revoked");
			cable.mend();
			await().atMost(Duration.ofSeconds(15)).until(() -> use(service.http(), live).status() == 200);
			assertThat(use(service.http(), loggedOut).code()).isEqualTo("token_revoked");
			assertThat(refresh(service.http(), live.text("refresh_token")).status()).isEqualTo(200);
		}
	}

	@Test
	void sessionsWhenEndedOnOneReplicaThenTheOtherRefusesWithinTwoSeconds() {
		awaitReadingOfRevocations(other);
		Answer opened = open(one.http());
		assertThat(use(other.http(), opened).status()).isEqualTo(200);
		one.http().call("DELETE", "/api/sessions").bearer(opened.text("access_token")).send();
		assertThat(Staleness.until("token_revoked", () -> use(other.http(), opened))).isLessThan(TWO_SECONDS);
	}

	@Test
	void accountWhenDisabledInTheDatabaseThenItsTokensAreRefusedWithinTwoSeconds() {
		String name = new TestAccounts(one.bean(Accounts.class), one.bean(PasswordHashing.class), one.bean(Clock.class))
			.withPassword()
			.subject();
		awaitReadingOfRevocations(one);
		Answer opened = one.http().post("/auth/login").json("""
				{"username":"%s","password":"%s"}""".formatted(name, TestAccounts.PASSWORD)).send();
		sql("update account set enabled = false, changed_at = now() where subject = '" + name + "'");
		assertThat(Staleness.until("token_revoked", () -> use(one.http(), opened))).isLessThan(TWO_SECONDS);
	}

	@Test
	void purgeWhenSessionsAreLongOverThenTheirRowsAreGone() {
		open(one.http());
		Answer old = open(one.http());
		refresh(one.http(), old.text("refresh_token"));
		sql("update login_session set last_used_at = now() - interval '9 days' where id = (select session_id from "
				+ "refresh_token where generation = 2)");
		one.bean(SessionRows.class).purge();
		assertThat(count("select count(*) from login_session")).isOne();
		assertThat(count("select count(*) from refresh_token")).isOne();
	}

	private static Replica start(String... options) {
		return start(RealStores.onPostgres(DATABASE), options);
	}

	private static Replica start(List<String> store, String... options) {
		List<String> all = new ArrayList<>(store);
		all.addAll(List.of(SIGNING, ISSUER));
		if (Stream.of(options).noneMatch((option) -> option.startsWith("--gatehouse.session.refresh-key"))) {
			all.add("--gatehouse.session.refresh-key=" + KEY);
		}
		all.addAll(List.of(options));
		return Replica.start(all.toArray(String[]::new));
	}

	/**
	 * The next reading then comes after a whole interval, which is the case that matters.
	 */
	private static void awaitReadingOfRevocations(Replica replica) {
		Answer session = open(replica.http());
		sql("update login_session set revoked_at = now(), revoked_reason = 'logout'");
		Staleness.until("token_revoked", () -> use(replica.http(), session));
	}

	private static Answer open(Http http) {
		return http.post("/auth/login").json("""
				{"username":"admin","password":"secret"}""").send();
	}

	private static Answer refresh(Http http, String token) {
		return http.post("/auth/refresh").json("""
				{"refresh_token":"%s"}""".formatted(token)).send();
	}

	private static void logout(Http http, Answer login) {
		assertThat(http.post("/auth/logout").json("""
				{"refresh_token":"%s"}""".formatted(login.text("refresh_token"))).send().status()).isEqualTo(204);
	}

	private static Answer use(Http http, Answer login) {
		return http.get("/api/protected").bearer(login.text("access_token")).send();
	}

	private static long count(String sql) {
		return JdbcClient.create(RealStores.database(DATABASE)).sql(sql).query(Long.class).single();
	}

	private static String text(String sql) {
		return JdbcClient.create(RealStores.database(DATABASE)).sql(sql).query(String.class).single();
	}

	private static void sql(String sql) {
		JdbcClient.create(RealStores.database(DATABASE)).sql(sql).update();
	}

	/** The service as a process that can be killed. */
	private static final class Process implements AutoCloseable {

		private final ServiceProcess service;

		Process(Path folder) {
			this.service = ServiceProcess.start(folder,
					Stream
						.concat(RealStores.onPostgres(DATABASE).stream(),
								Stream.of(SIGNING, ISSUER, "--gatehouse.session.refresh-key=" + KEY))
						.toArray(String[]::new));
		}

		Http http() {
			return new Http("http://localhost:" + this.service.port());
		}

		void kill() {
			this.service.kill();
		}

		@Override
		public void close() {
			this.service.close();
		}

	}

}
