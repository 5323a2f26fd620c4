package dev.gatehouse;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import dev.gatehouse.support.FrailStores;
import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServiceProcess;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The service in prod while its database fails over: the former primary goes on serving
 * reads on the connections that it has, and the address leads to the new one.
 */
class FailoverTests {

	private static final Duration RECOVERY = Duration.ofSeconds(10);

	private static final String PASSWORD = "vK3-plover-kettle-9";

	@TempDir
	private Path folder;

	private FrailStores stores;

	private Replica service;

	private String token;

	private String key;

	@BeforeEach
	void start() {
		this.stores = new FrailStores(this.folder);
		start("");
		this.token = login().text("access_token");
		this.key = call("POST", "/api/keys").bearer(this.token).json("""
				{"name":"failover","scopes":["data:read"]}""").send().text("key");
		this.stores.startSuccessor();
		// all connections of the pool are open
		await().atMost(Duration.ofSeconds(25)).until(() -> login().status() == 200);
		assertThat(Together.run(40, 20, (i) -> login().status())).contains(200);
	}

	private void start(String database) {
		List<String> options = new ArrayList<>(this.stores.options());
		if (!database.isEmpty()) {
			options.add("--spring.datasource.url=" + database);
			options.removeIf((option) -> option.startsWith("--spring.datasource.url=") && !option.endsWith(database));
		}
		options.addAll(List.of("--spring.profiles.active=prod", "--management.server.port=0",
				"--gatehouse.public-url=https://api.example.com", "--gatehouse.trusted-proxies=127.0.0.1,::1",
				"--gatehouse.jwt.secret=" + ServiceProcess.secret(),
				"--gatehouse.session.refresh-key=" + ServiceProcess.secret(),
				"--gatehouse.admin-password=" + PASSWORD));
		this.service = Replica.start(options.toArray(String[]::new));
	}

	@AfterEach
	void stop() {
		this.service.close();
		this.stores.close();
	}

	@Test
	void databaseWhenFailedOverThenWritesGoToTheNewOneAndNoReadIsOfTheOld() {
		fail();
		int before = sessions(this.stores.successor());
		this.stores.leadToSuccessor();
		await().atMost(RECOVERY).until(() -> login().status() == 200);
		// by now no connection leads to the old one
		assertThat(Together.run(40, 10, (i) -> login().status())).containsOnly(200);
		assertThat(sessions(this.stores.successor())).isGreaterThan(before);
		await().atMost(RECOVERY).until(() -> readiness().status() == 200);
		// what the new one says is seen here
		JdbcClient.create(this.stores.successor()).sql("update api_key set revoked_at = now()").update();
		await().atMost(RECOVERY).until(() -> data().code().equals("api_key_revoked"));
	}

	/** Also a connection that is never idle. */
	@Test
	void databaseWhenFailedOverUnderLoadThenHeals() {
		AtomicBoolean over = new AtomicBoolean();
		Thread load = new Thread(() -> {
			while (!over.get()) {
				Together.run(20, 10, (i) -> refresh());
			}
		});
		load.start();
		try {
			fail();
			this.stores.leadToSuccessor();
			await().atMost(RECOVERY)
				.until(() -> Together.run(20, 10, (i) -> login().status())
					.stream()
					.allMatch((status) -> status == 200));
		}
		finally {
			over.set(true);
		}
	}

	@Test
	void databaseWhenReadOnlyThenReadsGoOnAndReadinessSaysSo() {
		fail();
		await().atMost(RECOVERY).until(() -> readiness().status() == 503);
		assertThat(readiness().body()).isEqualTo("{\"status\":\"OUT_OF_SERVICE\"}");
		assertThat(call("GET", "/actuator/health/liveness").send().status()).isEqualTo(200);
		for (int i = 0; i < 10; i++) {
			Answer refused = login();
			assertThat(refused.summary()).isEqualTo("503 service_unavailable");
			assertThat(refused.header("Retry-After")).isNotEmpty();
			assertThat(data().status()).isEqualTo(200);
			assertThat(call("GET", "/api/protected").bearer(this.token).send().status()).isEqualTo(200);
		}
		this.stores.leadToSuccessor();
		await().atMost(RECOVERY).until(() -> readiness().status() == 200 && login().status() == 200);
	}

	@Test
	void databaseWhenTwoAddressesAreNamedThenTheOneThatTakesWritesIsFound() {
		this.service.close();
		start(this.stores.addressOfBoth());
		assertThat(login().status()).isEqualTo(200);
		int before = sessions(this.stores.successor());
		this.stores.demotePostgres();
		await().atMost(RECOVERY).until(() -> login().status() == 200 && sessions(this.stores.successor()) > before);
		await().atMost(RECOVERY).until(() -> readiness().status() == 200);
	}

	private void fail() {
		assertThat(readiness().status()).isEqualTo(200);
		this.stores.demotePostgres();
		await().atMost(RECOVERY).until(() -> login().status() == 503);
	}

	private static int sessions(DataSource database) {
		return JdbcClient.create(database).sql("select count(*) from login_session").query(Integer.class).single();
	}

	private Answer login() {
		return call("POST", "/auth/login").json("""
				{"username":"admin","password":"%s"}""".formatted(PASSWORD)).send();
	}

	private Answer refresh() {
		return call("POST", "/auth/refresh").json("""
				{"refresh_token":"gr_%s"}""".formatted("a".repeat(43))).send();
	}

	private Answer data() {
		return call("GET", "/api/data").apiKey(this.key).send();
	}

	private Answer readiness() {
		return call("GET", "/actuator/health/readiness").send();
	}

	private Http.Call call(String method, String path) {
		return this.service.http().call(method, path).header("X-Forwarded-Proto", "https");
	}

}
