package dev.gatehouse.account;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.gatehouse.account.password.PasswordHashing;
import dev.gatehouse.caller.Role;
import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.RealStores;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.TestStore;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That somebody can always administer the service: the last administrator stays, on
 * however many replicas others are removed, and a restart brings one back.
 */
class LastAdministratorTests {

	private static final int MANY = 50;

	private static final String BY_PASSWORD = "{\"current\":\"%s\"}";

	private final String database = RealStores.newDatabase();

	@ParameterizedTest
	@EnumSource(TestStore.class)
	void administratorWhenItIsTheLastThenCanBeNeitherDeletedNorDisabled(TestStore store) {
		try (Replica one = store.start()) {
			String admin = one.login();
			String id = one.bean(Accounts.class).findBySubject("admin").orElseThrow().getId().toString();
			assertThat(leave(one.http(), admin, "secret").summary()).isEqualTo("409 last_administrator");
			assertThat(disable(one.http(), admin, id).summary()).isEqualTo("409 last_administrator");
			Answer both = one.http().call("PATCH", "/api/accounts/" + id).bearer(admin).json("""
					{"tier":"pro","enabled":false}""").send();
			assertThat(both.summary()).isEqualTo("409 last_administrator");
			Account disabled = admins(one, 1).get(0);
			one.bean(JdbcClient.class)
				.sql("update account set enabled = false where id = ?")
				.param(disabled.getId())
				.update();
			assertThat(leave(one.http(), admin, "secret").summary()).isEqualTo("409 last_administrator");
			Account other = admins(one, 1).get(0);
			assertThat(disable(one.http(), admin, id).summary()).isEqualTo("400 invalid_request");
			assertThat(disable(one.http(), admin, other.getId().toString()).status()).isEqualTo(200);
			admins(one, 1);
			assertThat(one.http().get("/api/protected").bearer(admin).send().status()).isEqualTo(200);
			assertThat(one.bean(Accounts.class).findBySubject("admin").orElseThrow().tier().label()).isEqualTo("free");
			assertThat(leave(one.http(), admin, "secret").status()).isEqualTo(204);
		}
	}

	@Test
	void administratorsWhenAllLeaveAtOnceOnTwoReplicasThenOneIsLeft() {
		try (Replica one = start(); Replica other = start()) {
			List<Account> admins = admins(one, MANY - 1);
			List<String> tokens = Stream
				.concat(Stream.of(one.login()), admins.stream().map((admin) -> token(one, admin)))
				.toList();
			List<Answer> answers = Together.run(MANY, MANY,
					(i) -> untilDecided(() -> leave(((i % 2 == 0) ? one : other).http(), tokens.get(i),
							(i == 0) ? "secret" : TestAccounts.PASSWORD)));
			assertThat(answers).filteredOn((answer) -> answer.status() == 204).hasSize(MANY - 1);
			assertThat(answers).filteredOn((answer) -> answer.status() != 204)
				.allMatch((answer) -> answer.code().equals("last_administrator"));
			assertThat(enabled()).isOne();
		}
	}

	@Test
	void administratorsWhenTheyDisableEachOtherAtOnceOnTwoReplicasThenOneIsLeft() {
		try (Replica one = start(); Replica other = start()) {
			sql("update account set role = 'USER'");
			for (int round = 0; round < 3; round++) {
				List<Account> admins = admins(one, 10);
				List<String> tokens = admins.stream().map((admin) -> token(one, admin)).toList();
				List<Answer> answers = Together.run(MANY, MANY, (i) -> disable(((i % 2 == 0) ? one : other).http(),
						tokens.get(i % 10), admins.get((i + 1 + i / 10) % 10).getId().toString()));
				assertThat(answers).allMatch((answer) -> List.of(200, 400, 401, 409).contains(answer.status()));
				assertThat(enabled()).isPositive();
				sql("update account set role = 'USER'");
			}
		}
	}

	/** Each time the last one is removed where the service cannot refuse. */
	@Test
	void restartWhenNoAdministratorIsEnabledThenTheVariableMakesOne() {
		try (Replica other = start()) {
			Account second = admins(other, 1).get(0);
			try (Replica unchanged = start("--gatehouse.admin-password=not needed")) {
				assertThat(logIn(unchanged, "not needed").code()).isEqualTo("invalid_credentials");
			}
			sql("update account set enabled = false where subject = '" + second.subject() + "'");
			String password = "secret";
			for (String removal : List.of("delete from account where subject = 'admin'",
					"update account set enabled = false where subject = 'admin'",
					"update account set role = 'USER' where subject = 'admin'",
					"update account set password_hash = null, enabled = false where subject = 'admin'",
					"update account set subject = 'Admin', role = 'USER' where subject = 'admin'")) {
				Answer former = logIn(other, password);
				sql(removal);
				password = "after " + removal.substring(0, 43).strip();
				try (Replica one = start("--gatehouse.admin-password=" + password)) {
					assertThat(enabled()).as(removal).isOne();
					String admin = logIn(one, password).text("access_token");
					assertThat(other.http().get("/api/accounts").bearer(admin).send().status()).isEqualTo(200);
					Answer refreshed = one.http().post("/auth/refresh").json("""
							{"refresh_token":"%s"}""".formatted(former.text("refresh_token"))).send();
					assertThat(refreshed.status()).as(removal).isEqualTo(401);
				}
			}
		}
	}

	private static Answer logIn(Replica replica, String password) {
		return replica.http().post("/auth/login").json("""
				{"username":"admin","password":"%s"}""".formatted(password)).send();
	}

	private Replica start(String... options) {
		return Replica.start(Stream
			.of(RealStores.onPostgres(this.database),
					List.of("--gatehouse.jwt.secret=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="), List.of(options))
			.flatMap(List::stream)
			.toArray(String[]::new));
	}

	private static List<Account> admins(Replica replica, int number) {
		String hash = replica.bean(PasswordHashing.class).encoder().encode(TestAccounts.PASSWORD);
		return IntStream.range(0, number)
			.mapToObj((i) -> replica.bean(Accounts.class)
				.saveAndFlush(Account.local("admin-" + UUID.randomUUID(), hash, Role.ADMIN,
						replica.bean(Clock.class).instant())))
			.toList();
	}

	private static String token(Replica replica, Account account) {
		return replica.http()
			.post("/auth/login")
			.json("""
					{"username":"%s","password":"%s"}""".formatted(account.subject(), TestAccounts.PASSWORD))
			.send()
			.text("access_token");
	}

	private static Answer leave(Http http, String token, String password) {
		return http.call("DELETE", "/api/me").bearer(token).json(BY_PASSWORD.formatted(password)).send();
	}

	private static Answer disable(Http http, String token, String id) {
		return http.call("PATCH", "/api/accounts/" + id).bearer(token).json("{\"enabled\":false}").send();
	}

	/** Too many passwords wait: the answer says nothing about the administrators. */
	private static Answer untilDecided(Supplier<Answer> call) {
		Answer answer = call.get();
		return answer.code().equals("service_busy") ? untilDecided(call) : answer;
	}

	private long enabled() {
		return JdbcClient.create(RealStores.database(this.database))
			.sql("select count(*) from account where role = 'ADMIN' and enabled")
			.query(Long.class)
			.single();
	}

	private void sql(String sql) {
		JdbcClient.create(RealStores.database(this.database)).sql(sql).update();
	}

}
