package dev.gatehouse;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.account.password.PasswordHashing;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.Plans;
import dev.gatehouse.support.RealStores;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every list of the API, on PostgreSQL and with a hundred thousand rows behind each:
 * those of one account, and as many of others.
 */
class ListTests {

	private static final int MANY = 100_000;

	private static final String DATABASE = RealStores.newDatabase();

	private static final Pattern ROWS = Pattern.compile("actual time=\\S+ rows=([0-9]+)");

	private static final Pattern SKIPPED = Pattern.compile("Rows Removed by \\w+(?: Recheck)?: ([0-9]+)");

	private static final JdbcClient jdbc = JdbcClient.create(RealStores.database(DATABASE));

	private static final Plans plans = new Plans();

	private static Replica service;

	private static String owner;

	private static String user;

	private static String admin;

	@BeforeAll
	static void fill() {
		service = Replica.startWith(plans, RealStores.onPostgres(DATABASE).toArray(String[]::new));
		TestAccounts accounts = new TestAccounts(service.bean(Accounts.class), service.bean(PasswordHashing.class),
				service.bean(Clock.class));
		var account = accounts.withPassword();
		owner = account.getId().toString();
		// one for each table and those that refer to it
		List<String> rows = new ArrayList<>();
		// ten at a time, so that the time alone does not order them; the live ones are
		// the oldest
		rows.add("""
				insert into api_key (id, owner_id, name, secret_hash, scopes, created_at, expires_at, revoked_at)
				select 'own' || lpad(i::text, 9, '0'), '%1$s', case when i %% 1000 = 0 then 'rare' else 'ci' end, 'x',
				'data:read', now() - interval '1 day' + (i / 10) * interval '1 millisecond', now() + interval '9 days',
				case when i > 15 then now() end from generate_series(1, %2$s) i;
				insert into api_key (id, owner_id, name, secret_hash, scopes, created_at, expires_at)
				select 'oth' || lpad(i::text, 9, '0'), 'somebody' || i, 'theirs', 'x', 'data:read',
				now() - interval '2 days' + i * interval '1 millisecond', now() + interval '9 days'
				from generate_series(1, %2$s) i;
				insert into api_key_usage (key_id, "hour", requests, refused)
				select 'own' || lpad(i::text, 9, '0'), date_trunc('hour', now()) - h * interval '1 hour', 1, 0
				from generate_series(%2$s - 200, %2$s) i, generate_series(1, 500) h""");
		rows.add("""
				insert into account (id, subject, subject_key, name, role, tier, enabled, created_at)
				select gen_random_uuid(), 'user' || i, 'user' || i, 'name' || i %% 500, 'USER', 'FREE', true, now()
				from generate_series(1, %2$s) i""");
		rows.add("""
				insert into login_session (id, account_id, amr, created_at, last_used_at, expires_at, revoked_at)
				select gen_random_uuid(), case when i %% 2 = 0 then '%1$s'::uuid else gen_random_uuid() end, 'pwd',
				now() - interval '1 day' + (i / 20) * interval '1 millisecond', now(), now() + interval '9 days',
				case when i > 170 then now() - interval '1 hour' end from generate_series(1, 2 * %2$s) i""");
		rows.add("""
				insert into audit_event (at, account_id, actor, action, outcome)
				select now(), case when i <= %2$s then '%1$s'::uuid else gen_random_uuid() end, 'x', 'x.y', 'success'
				from generate_series(1, 2 * %2$s) i""");
		Together.run(rows.size(), 2, (i) -> jdbc.sql(rows.get(i).formatted(owner, MANY)).update());
		jdbc.sql("analyze").update();
		user = service.http()
			.post("/auth/login")
			.json("""
					{"username":"%s","password":"%s"}""".formatted(account.subject(), TestAccounts.PASSWORD))
			.send()
			.text("access_token");
		admin = service.login();
	}

	@AfterAll
	static void stop() {
		service.close();
	}

	/**
	 * The last column is what a page may touch. Only an administrator who asks for live
	 * keys of all owners walks through the others.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			user  | /api/keys                            | 1000
			user  | /api/keys?live=true                  | 1000
			user  | /api/keys?live=false                 | 1000
			user  | /api/keys?name=rare                  | 1000
			user  | /api/keys?name=rare&live=true        | 1000
			user  | /api/keys?name=theirs                | 1000
			admin | /api/keys                            | 1000
			admin | /api/keys?live=true                  | 101000
			admin | /api/keys?live=false                 | 1000
			admin | /api/keys?name=rare                  | 1000
			admin | /api/keys?name=theirs&live=false     | 101000
			admin | /api/keys?owner={owner}              | 1000
			admin | /api/keys?owner={owner}&live=true    | 1000
			admin | /api/keys?owner={owner}&name=ci      | 1000
			admin | /api/keys?owner=nobody               | 1000
			admin | /api/accounts                        | 1000
			admin | /api/accounts?name=name7             | 1000
			admin | /api/accounts?name=nobody            | 1000
			user  | /api/sessions                        | 1000
			user  | /api/audit                           | 1000
			admin | /api/audit                           | 1000
			admin | /api/audit?account={owner}           | 1000
			admin | /api/audit?account=00000000-0000-0000-0000-000000000000 | 1000
			""")
	void listWhenManyRowsAreBehindItThenAnIndexServesEachPage(String caller, String path, int max) {
		String list = path.replace("{owner}", owner);
		String next = "";
		for (int page = 0; page < 3 && next != null; page++) {
			String cursor = next;
			List<Answer> answers = new ArrayList<>();
			List<String> found = plans.of(RealStores.database(DATABASE), () -> answers.add(get(caller, list + cursor)));
			assertThat(answers.get(0).status()).as(answers.get(0).body()).isEqualTo(200);
			assertThat(found).isNotEmpty().allSatisfy((plan) -> {
				assertThat(plan).doesNotContain("Seq Scan");
				assertThat(Stream.of(ROWS, SKIPPED).flatMap((number) -> number.matcher(plan).results()))
					.allMatch((rows) -> Integer.parseInt(rows.group(1)) <= max);
			});
			next = next(list, answers.get(0));
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					user  | /api/keys     | keys     | id      | from api_key where owner_id = '{owner}' order by created_at desc, id desc
					admin | /api/keys     | keys     | id      | from api_key order by created_at desc, id desc
					admin | /api/accounts | accounts | subject | from account order by subject
					user  | /api/sessions | sessions | id      | from login_session where account_id = '{owner}' and revoked_at is null order by created_at desc, id desc
					""")
	void listWhenWalkedThenEachRowComesOnceAndInOrder(String caller, String path, String rows, String id, String sql) {
		List<String> seen = new ArrayList<>();
		String next = "?limit=30";
		for (int page = 0; page < 8 && next != null; page++) {
			Answer answer = get(caller, path + next);
			answer.json().path(rows).forEach((row) -> seen.add(row.path(id).asString()));
			next = next(path + "?limit=30", answer);
			next = (next != null) ? "?limit=30" + next : null;
		}
		List<String> expected = jdbc.sql("select %s %s limit 240".formatted(id, sql.replace("{owner}", owner)))
			.query((row, number) -> row.getString(1))
			.list();
		assertThat(seen).hasSizeGreaterThan(80).isEqualTo(expected);
	}

	@Test
	void listWhenARowIsAddedMeanwhileThenNoOtherMoves() {
		Answer first = get("user", "/api/keys?limit=3");
		List<String> before = ids(get("user", "/api/keys?limit=3" + next("/api/keys?limit=3", first)));
		String made = service.http().post("/api/keys").bearer(user).json("""
				{"name":"new","scopes":["data:read"]}""").send().text("id");
		assertThat(ids(get("user", "/api/keys?limit=1"))).containsExactly(made);
		assertThat(ids(get("user", "/api/keys?limit=3" + next("/api/keys?limit=3", first)))).isEqualTo(before);
		service.http().call("DELETE", "/api/keys/" + made).bearer(user).send();
		jdbc.sql("delete from api_key where id = ?").param(made).update();
	}

	@Test
	void keysWhenFilteredThenAreThoseThatWereAskedFor() {
		assertThat(get("user", "/api/keys?live=true").json().path("keys")).hasSize(15)
			.allMatch((key) -> key.path("revoked_at").isNull());
		assertThat(get("user", "/api/keys?live=false").json().path("keys")).hasSize(100)
			.noneMatch((key) -> key.path("revoked_at").isNull());
		assertThat(get("user", "/api/keys?name=rare").json().path("keys")).hasSize(100)
			.allMatch((key) -> key.path("name").asString().equals("rare"));
		assertThat(get("admin", "/api/keys?live=true&owner=" + owner).json().path("keys")).hasSize(15)
			.allMatch((key) -> key.path("account").asString().equals(owner));
		assertThat(get("admin", "/api/accounts?name=name7").json().path("accounts")).hasSize(100)
			.allMatch((account) -> account.path("name").asString().equals("name7"));
		assertThat(get("admin", "/api/audit?limit=200&account=" + owner).json().path("events")).hasSize(200)
			.allMatch((event) -> event.path("account_id").asString().equals(owner));
		assertThat(get("user", "/api/sessions?limit=200").json().path("sessions")).hasSize(86);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/keys", "/api/accounts", "/api/sessions", "/api/audit" })
	void parameterWhenItIsNotOneThenNamesIt(String path) {
		String foreign = Base64.getUrlEncoder().encodeToString("/api/other 1 a".getBytes(StandardCharsets.UTF_8));
		String notAnId = Base64.getUrlEncoder().encodeToString("/api/sessions 1 a".getBytes(StandardCharsets.UTF_8));
		String huge = Base64.getUrlEncoder()
			.encodeToString((path + " 999999999999999999999 a").getBytes(StandardCharsets.UTF_8));
		String nul = Base64.getUrlEncoder().encodeToString((path + " 1 a\0").getBytes(StandardCharsets.UTF_8));
		for (String query : List.of("limit=0", "limit=201", "limit=-1", "limit=1e2", "limit=", "limit", "limit=%0a",
				"limit=1&limit=2", "limit=99999999999", "cursor=", "cursor=!!", "cursor=YQ", "cursor=%00",
				"cursor=" + foreign, "cursor=" + huge, "cursor=" + nul, "cursor=" + notAnId, "cursor=a&cursor=b")) {
			Answer answer = get("admin", path + "?" + query);
			assertThat(answer.summary()).as(query).isEqualTo("400 invalid_request");
			assertThat(answer.text("detail")).as(query).contains(query.split("=", 2)[0]);
		}
		for (String query : List.of("page=2", "Limit=2", "offset=1", "live%00=true", "%F0%9F%98%80", "=", "sort=name",
				"limit=1&order=asc")) {
			assertThat(get("admin", path + "?" + query).summary()).as(query)
				.isIn("400 invalid_request", "=".equals(query) ? "200" : "");
		}
	}

	@ParameterizedTest
	@CsvSource({ "user, /api/keys?owner={owner}", "user, /api/audit?account={owner}", "user, /api/keys?live",
			"user, /api/keys?live=yes", "user, /api/keys?live=TRUE", "user, /api/keys?live=true&live=true",
			"user, /api/keys?name=", "user, /api/keys?name=%00", "user, /api/keys?name=a%0ab",
			"admin, /api/audit?account=admin", "admin, /api/accounts?name=%00", "admin, /api/keys?owner=%7f",
			"admin, /api/keys?owner=" })
	void filterWhenItsValueIsBadThenIsRefused(String caller, String path) {
		assertThat(get(caller, path.replace("{owner}", owner)).summary()).isEqualTo("400 invalid_request");
	}

	private static Answer get(String caller, String path) {
		return service.http().get(path).bearer("admin".equals(caller) ? admin : user).send();
	}

	/** The parameter of the next page, if there is one. */
	private static String next(String list, Answer page) {
		String cursor = page.text("next");
		return cursor.isEmpty() ? null : (list.contains("?") ? "&" : "?") + "cursor=" + cursor;
	}

	private static List<String> ids(Answer page) {
		return page.json().path("keys").valueStream().map((key) -> key.path("id").asString()).toList();
	}

}
