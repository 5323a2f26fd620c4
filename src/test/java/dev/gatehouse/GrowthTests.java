package dev.gatehouse;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.account.password.PasswordHashing;
import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.RealStores;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.Together;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.config.ScheduledTaskHolder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What tables and memory can grow to, on two replicas that share a PostgreSQL, with fifty
 * callers who try to exceed each limit at once. Each test begins just below the limit.
 */
class GrowthTests {

	private static final String KEY = "gk_demoClient01_ThisKeyIsPublicSoNeverUseItOutsideTheDemo000p47o9";

	private static final String DATABASE = RealStores.newDatabase();

	private static final JdbcClient jdbc = JdbcClient.create(RealStores.database(DATABASE));

	private static final List<Replica> replicas = new ArrayList<>();

	private static TestAccounts accounts;

	private final Account owner = accounts.withPassword();

	@BeforeAll
	static void start() {
		for (int i = 0; i < 2; i++) {
			List<String> options = new ArrayList<>(RealStores.onPostgres(DATABASE));
			options.addAll(List.of("--gatehouse.trusted-proxies=127.0.0.1,::1",
					"--gatehouse.jwt.secret=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
					"--gatehouse.jwt.issuer=https://api.example.com", "--gatehouse.rate-limit.tiers.free.requests=200",
					"--gatehouse.rate-limit.tiers.free.per=1h", "--gatehouse.login.failures-per-address=1000000"));
			replicas.add(Replica.start(options.toArray(String[]::new)));
		}
		Replica one = replicas.get(0);
		accounts = new TestAccounts(one.bean(Accounts.class), one.bean(PasswordHashing.class), one.bean(Clock.class));
	}

	@AfterAll
	static void stop() {
		replicas.forEach(Replica::close);
	}

	@Test
	void sessionsWhenFiftyAreOpenedAtOnceThenAHundredStayAndTheOldestEnd() {
		jdbc.sql("""
				insert into login_session (id, account_id, amr, created_at, last_used_at, expires_at)
				select gen_random_uuid(), :owner, 'old', now() - interval '1 day', now(), now() + interval '9 days'
				from generate_series(1, 90)""").param("owner", this.owner.getId()).update();
		List<Answer> answers = Together.run(50, 50, (i) -> login(replica(i), "10.1.0.1", TestAccounts.PASSWORD));
		long opened = answers.stream().filter((answer) -> answer.status() == 200).count();
		assertThat(opened).isGreaterThan(10);
		assertThat(count("login_session where revoked_at is null and account_id = ?", this.owner.getId()))
			.isEqualTo(100);
		assertThat(count("login_session where revoked_at is not null and amr = 'old' and account_id = ?",
				this.owner.getId()))
			.isEqualTo(opened - 10);
		assertThat(count("audit_event where action = 'session.revoked' and detail = 'session_limit' and account_id = ?",
				this.owner.getId()))
			.isEqualTo(opened - 10);
		Answer last = login(replica(0), "10.1.0.1", TestAccounts.PASSWORD);
		Answer listed = http(1).get("/api/sessions").bearer(last.text("access_token")).send();
		assertThat(listed.json().path("sessions")).hasSize(100);
		assertThat(listed.json().has("next")).isFalse();
	}

	@Test
	void keysWhenFiftyAreMadeAtOnceThenAHundredAnHour() {
		jdbc.sql("""
				insert into api_key (id, owner_id, name, secret_hash, scopes, created_at, expires_at, revoked_at)
				select substr(md5(random()::text), 1, 12), :owner, 'ci', 'x', 'data:read', now() - interval '5 minutes',
				now() + interval '9 days', now() from generate_series(1, 90)""")
			.param("owner", this.owner.getId().toString())
			.update();
		String token = login(replica(0), "10.2.0.1", TestAccounts.PASSWORD).text("access_token");
		List<Answer> answers = Together.run(50, 50, (i) -> http(i).post("/api/keys").bearer(token).json("""
				{"name":"ci","scopes":["data:read"]}""").send());
		assertThat(answers).filteredOn((answer) -> answer.status() == 201).hasSize(10);
		assertThat(answers).filteredOn((answer) -> answer.status() != 201)
			.allMatch((answer) -> answer.code().equals("rate_limited") && !answer.header("Retry-After").isEmpty());
	}

	@Test
	void trailWhenFiftyLoginsFailAtOnceThenOneAddressWritesAThousandRowsADay() {
		String address = "10.3.0.1";
		seed("login.failed from " + address, 990);
		double before = dropped();
		List<Answer> answers = Together.run(50, 50,
				(i) -> http(i).post("/auth/login").header("X-Forwarded-For", address).json("""
						{"username":"nobody%d","password":"wrong"}""".formatted(i)).send());
		long failed = answers.stream().filter((answer) -> answer.status() == 401).count();
		assertThat(failed).isGreaterThan(10);
		assertThat(count("audit_event where address = ?", address)).isEqualTo(10);
		assertThat(dropped() - before).isEqualTo(failed - 10);
	}

	@Test
	void trailWhenAnAccountIsAttackedFromEverywhereThenItsOwnEventsAreStillWritten() {
		seed("login.failed at " + this.owner.getId(), 4_990);
		Together.run(50, 50, (i) -> login(replica(i), "10.4." + i + ".1", "wrong"));
		assertThat(count("audit_event where action = 'login.failed' and account_id = ?", this.owner.getId()))
			.isEqualTo(10);
		assertThat(login(replica(0), "10.4.99.1", TestAccounts.PASSWORD).status()).isEqualTo(200);
		assertThat(count("audit_event where action = 'login.succeeded' and account_id = ?", this.owner.getId()))
			.isEqualTo(1);
	}

	@Test
	void trailWhenNamesAreUnknownThenAllOfTheWorldWritesFiftyThousandRowsADay() {
		seed("login.failed at null", 49_990);
		long before = count("audit_event where account_id is null");
		Together.run(50, 50, (i) -> http(i).post("/auth/login").header("X-Forwarded-For", "10.5." + i + ".1").json("""
				{"username":"nobody%d","password":"wrong"}""".formatted(i)).send());
		assertThat(count("audit_event where account_id is null") - before).isEqualTo(10);
		jdbc.sql("delete from audit_count where source = 'login.failed at null'").update();
	}

	@Test
	void trailWhenOneAccountLogsInAndOutThenWritesFiveThousandRowsADay() {
		seed("login.succeeded by " + this.owner.getId(), 4_990);
		List<Answer> answers = Together.run(50, 8, (i) -> login(replica(i), "10.6.0.1", TestAccounts.PASSWORD));
		assertThat(answers).filteredOn((answer) -> answer.status() == 200).hasSizeGreaterThan(10);
		assertThat(count("audit_event where action = 'login.succeeded' and account_id = ?", this.owner.getId()))
			.isEqualTo(10);
	}

	@Test
	void requestsWhenRefusedForTheirNumberThenWriteNothing() {
		Together.run(9, 1, (i) -> login(replica(0), "10.7.0.1", "wrong"));
		long before = count("audit_event where account_id = ?", this.owner.getId());
		// five failures, and the lock that the fifth caused
		assertThat(before).isEqualTo(6);
		List<Answer> refused = Together.run(20, 4, (i) -> login(replica(0), "10.7.0.1", "wrong"));
		assertThat(refused).allMatch((answer) -> answer.code().equals("rate_limited"));
		assertThat(count("audit_event where account_id = ?", this.owner.getId())).isEqualTo(before);
	}

	@Test
	void addressesWhenFiftyAreNewAtOnceThenOneKeyLeavesAHundred() {
		jdbc.sql("""
				insert into api_key_address (key_id, address, first_seen_at)
				select 'demoClient01', 'seeded' || i, now() from generate_series(1, 90) i""").update();
		List<Answer> answers = Together.run(50, 50,
				(i) -> http(i).get("/api/data").apiKey(KEY).header("X-Forwarded-For", "10.8." + i + ".1").send());
		assertThat(answers).allMatch((answer) -> answer.status() == 200);
		runAtOnce("UsageRows.flush");
		assertThat(count("api_key_address where key_id = 'demoClient01'")).isEqualTo(100);
		assertThat(count("audit_event where action = 'key.used_from_new_address'")).isEqualTo(10);
		Together.run(450, 8, (i) -> http(i).get("/api/data").apiKey(KEY).send());
		jdbc.sql("delete from api_key_address").update();
		Answer beyond = http(0).get("/api/data").apiKey(KEY).header("X-Forwarded-For", "10.8.99.1").send();
		assertThat(beyond.code()).isEqualTo("rate_limited");
		runAtOnce("UsageRows.flush");
		assertThat(count("api_key_address where address = '10.8.99.1'")).isZero();
	}

	@Test
	void rowsWhenTheyHaveExpiredThenBothReplicasPurgeThemAtOnce() {
		jdbc.sql("""
				insert into api_key (id, owner_id, name, secret_hash, scopes, created_at, expires_at, revoked_at)
				select 'p' || lpad(i::text, 11, '0'), 'purged', 'ci', 'x', 'data:read', now() - interval '300 days',
				now() - case when i %% 3 = 0 then 91 else -9 end * interval '1 day',
				case when i %% 3 = 1 then now() - interval '91 days' when i %% 3 = 2 then now() - interval '89 days' end
				from generate_series(1, 6000) i""".replace("%%", "%")).update();
		jdbc.sql("""
				insert into api_key_usage (key_id, "hour", requests, refused)
				select 'p' || lpad(i::text, 11, '0'), date_trunc('hour', now()) - h * interval '1 day', 1, 0
				from generate_series(1, 6000) i, unnest(array[1, 91]) h""").update();
		jdbc.sql("""
				insert into api_key_address (key_id, address, first_seen_at)
				select 'p' || lpad(i::text, 11, '0'), 'seeded', now() - (i % 2) * interval '91 days'
				from generate_series(1, 6000) i""").update();
		jdbc.sql("""
				insert into audit_event (at, actor, action, outcome)
				select now() - (178 + i % 4) * interval '1 day', 'purged', 'x.y', 'success'
				from generate_series(1, 6000) i""").update();
		jdbc.sql("""
				insert into audit_count (source, counted_on, events)
				select 'purged' || i, current_date - i % 4, 1 from generate_series(1, 4000) i""").update();
		jdbc.sql("""
				insert into login_session
				(id, account_id, amr, created_at, last_used_at, expires_at, revoked_at, revoked_reason)
				select gen_random_uuid(), :owner, 'purged', now() - interval '9 days',
				now() - case when i % 4 = 1 then interval '9 days' else interval '1 minute' end,
				now() + case when i % 4 = 2 then interval '-2 days' else interval '9 days' end,
				case when i % 4 = 3 then now() - interval '3 hours' end, 'logout' from generate_series(1, 4000) i""")
			.param("owner", UUID.randomUUID())
			.update();
		jdbc.sql("""
				insert into refresh_token (hash, session_id, generation, issued_at, expires_at)
				select md5(s.id::text || g), s.id, g, now(), now() from login_session s, generate_series(1, 3) g
				where s.amr = 'purged'""").update();
		runAtOnce(".purge");
		assertThat(count("api_key where owner_id = 'purged'")).isEqualTo(2_000);
		assertThat(count("api_key where owner_id = 'purged' and revoked_at < now() - interval '90 days'")).isZero();
		assertThat(count("api_key_usage where key_id like 'p0%'")).isEqualTo(2_000);
		assertThat(count("api_key_address where key_id like 'p0%'")).isEqualTo(1_000);
		assertThat(count("audit_event where actor = 'purged'")).isEqualTo(3_000);
		assertThat(count("audit_count where source like 'purged%'")).isEqualTo(3_000);
		assertThat(count("login_session where amr = 'purged'")).isEqualTo(1_000);
		assertThat(count("refresh_token t join login_session s on s.id = t.session_id where s.amr = 'purged'"))
			.isEqualTo(3_000);
	}

	@Test
	void accountWhenItHasSeventyThousandPastKeysThenIsListedAndDeleted() {
		jdbc.sql("""
				insert into api_key (id, owner_id, name, secret_hash, scopes, created_at, expires_at, revoked_at)
				select 'q' || lpad(i::text, 11, '0'), :owner, 'ci', 'x', 'data:read', now(), now(), now()
				from generate_series(1, 70000) i""").param("owner", this.owner.getId().toString()).update();
		jdbc.sql(
				"""
						insert into api_key_usage (key_id, "hour", requests, refused)
						select 'q' || lpad(i::text, 11, '0'), date_trunc('hour', now()), 1, 0 from generate_series(1, 70000) i""")
			.update();
		String token = login(replica(0), "10.9.0.1", TestAccounts.PASSWORD).text("access_token");
		assertThat(http(0).get("/api/keys").bearer(token).send().json().path("keys")).hasSize(100);
		assertThat(http(0).get("/api/keys").bearer(replica(0).login()).send().json().path("keys")).hasSize(100);
		assertThat(http(0).call("DELETE", "/api/me").bearer(token).json("""
				{"current":"%s"}""".formatted(TestAccounts.PASSWORD)).send().status()).isEqualTo(204);
		assertThat(count("api_key where owner_id = ?", this.owner.getId().toString())).isZero();
		assertThat(count("api_key_usage where key_id like 'q0%'")).isZero();
	}

	@Test
	void metersWhenRequestsDifferInAllThatACallerChoosesThenAreNotMore() {
		odd(0);
		Set<Meter.Id> before = meters();
		for (int i = 1; i < 30; i++) {
			odd(i);
		}
		assertThat(meters()).isEqualTo(before);
	}

	/**
	 * Without those of scheduled tasks, of which any may run for the first time
	 * meanwhile.
	 */
	private static Set<Meter.Id> meters() {
		return replica(0).bean(MeterRegistry.class)
			.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> !id.getName().startsWith("tasks.scheduled"))
			.collect(Collectors.toSet());
	}

	private void odd(int i) {
		for (String path : List.of("/nowhere" + i, "/api/nowhere" + i, "/api/keys/" + i, "/auth/github" + i,
				"/auth/github/callback?state=" + i, "/problems/p" + i, "/api/data/" + i, "/?q=" + i)) {
			http(0).get(path).header("X-Forwarded-For", "10.10.0." + i).header("User-Agent", "agent" + i).send();
			http(0).call("ODD" + i, path).apiKey("gk_" + i).send();
		}
		login(replica(0), "10.10.0." + i, "wrong" + i);
	}

	/** Runs a scheduled task of both replicas as the scheduler does. */
	private static void runAtOnce(String task) {
		List<Runnable> tasks = replicas.stream()
			.flatMap((replica) -> replica.bean(ScheduledTaskHolder.class).getScheduledTasks().stream())
			.map((scheduled) -> scheduled.getTask().getRunnable())
			.filter((runnable) -> Objects.toString(runnable).contains(task))
			.toList();
		assertThat(tasks).hasSizeGreaterThanOrEqualTo(2);
		Together.run(tasks.size(), tasks.size(), (i) -> {
			tasks.get(i).run();
			return i;
		});
	}

	private static void seed(String source, int events) {
		jdbc.sql("insert into audit_count (source, counted_on, events) values (?, (now() at time zone 'UTC')::date, ?)"
				+ " on conflict (counted_on, source) do update set events = excluded.events")
			.params(source, events)
			.update();
	}

	private static double dropped() {
		return replicas.stream()
			.flatMap((replica) -> replica.bean(MeterRegistry.class).find("gatehouse.audit.dropped").counters().stream())
			.mapToDouble((counter) -> counter.count())
			.sum();
	}

	private static long count(String rows, Object... values) {
		return jdbc.sql("select count(*) from " + rows).params(values).query(Long.class).single();
	}

	private Answer login(Replica replica, String address, String password) {
		return replica.http().post("/auth/login").header("X-Forwarded-For", address).json("""
				{"username":"%s","password":"%s"}""".formatted(this.owner.subject(), password)).send();
	}

	private static Replica replica(int number) {
		return replicas.get(number % 2);
	}

	private static Http http(int number) {
		return replica(number).http();
	}

}
