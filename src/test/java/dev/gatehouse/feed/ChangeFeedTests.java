package dev.gatehouse.feed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.gatehouse.apikey.ApiKeySecret;
import dev.gatehouse.apikey.TestApiKeys;
import dev.gatehouse.support.Cable;
import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.RealStores;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServiceProcess;
import dev.gatehouse.support.Staleness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How a replica learns what another one, or a person with SQL, has changed: two replicas
 * on one real PostgreSQL.
 */
class ChangeFeedTests {

	private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

	private static final String KEY = "gk_demoClient01_ThisKeyIsPublicSoNeverUseItOutsideTheDemo000p47o9";

	private final String database = RealStores.newDatabase();

	private final JdbcTemplate sql = new JdbcTemplate(RealStores.database(this.database));

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT20S", "PT-20S" })
	void changeWhenMadeOnOneReplicaThenTheOtherSeesItWithinTwoSecondsUnderLoad(String wrongBy) {
		try (Replica one = start(); Replica other = start(Replica.CLOCK_OFFSET + wrongBy)) {
			List<String> crowd = crowd(20_000);
			AtomicBoolean over = new AtomicBoolean();
			List<CompletableFuture<Void>> load = IntStream.range(0, 4)
				.mapToObj((i) -> CompletableFuture.runAsync(() -> {
					while (!over.get()) {
						String key = crowd.get(ThreadLocalRandom.current().nextInt(crowd.size()));
						assertThat(use(other, key).status()).isEqualTo(200);
					}
				}))
				.toList();
			String token = one.login();
			String revoked = create(one, token);
			String rotated = create(one, token);
			List.of(KEY, revoked, rotated).forEach((key) -> assertThat(use(other, key).status()).isEqualTo(200));
			awaitReading(other);
			one.http().call("DELETE", "/api/keys/" + id(revoked)).bearer(token).send();
			assertThat(Staleness.until("api_key_revoked", () -> use(other, revoked))).isLessThan(TWO_SECONDS);
			one.http().post("/api/keys/" + id(rotated) + "/rotate").bearer(token).json("{\"overlap\":\"PT0S\"}").send();
			// an end is judged by the clock of the replica that is asked
			if (wrongBy.equals("PT0S")) {
				assertThat(Staleness.until("api_key_expired", () -> use(other, rotated))).isLessThan(TWO_SECONDS);
			}
			else {
				await().atMost(TWO_SECONDS)
					.until(() -> use(other, rotated).headers("Sunset").size() == 1
							|| use(other, rotated).code().equals("api_key_expired"));
			}
			String account = this.sql.queryForObject("select id from account where subject = 'client_1'", String.class);
			change(one, token, account, "{\"tier\":\"pro\"}");
			await().atMost(TWO_SECONDS).until(() -> use(other, KEY).text("tier").equals("pro"));
			change(one, token, account, "{\"enabled\":false}");
			assertThat(Staleness.until("api_key_revoked", () -> use(other, KEY))).isLessThan(TWO_SECONDS);
			assertThat(use(one, KEY).code()).isEqualTo("api_key_revoked");
			change(one, token, account, "{\"enabled\":true}");
			await().atMost(TWO_SECONDS).until(() -> use(other, KEY).status() == 200);
			over.set(true);
			load.forEach(CompletableFuture::join);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "update api_key set revoked_at = now(), changed_at = now() where id = 'demoClient01'",
			"update account set enabled = false, changed_at = now() where subject = 'client_1'" })
	void changeWhenMadeByHandThenIsSeenWithinTwoSeconds(String statement) {
		try (Replica one = start()) {
			assertThat(use(one, KEY).status()).isEqualTo(200);
			awaitReading(one);
			this.sql.update(statement);
			assertThat(Staleness.until("api_key_revoked", () -> use(one, KEY))).isLessThan(TWO_SECONDS);
		}
	}

	/** The time is that of the statement, so a late commit looks exactly like this. */
	@Test
	void changeWhenCommittedThirtySecondsAfterItsStatementThenIsSeenWithinTwoSeconds() {
		try (Replica one = start(Replica.CLOCK_OFFSET + "PT20S")) {
			assertThat(use(one, KEY).status()).isEqualTo(200);
			awaitReading(one);
			this.sql.update("update api_key set revoked_at = now(), changed_at = now() - interval '30 seconds'");
			assertThat(Staleness.until("api_key_revoked", () -> use(one, KEY))).isLessThan(TWO_SECONDS);
		}
	}

	@Test
	void feedWhenUnreadableThenKeysAndTokensWorkUntilItsBoundAndAgainByThemselves() {
		try (Cable cable = RealStores.cable();
				Replica one = Replica
					.start(options(RealStores.onPostgres(this.database, cable), "--gatehouse.feed.bound=4s"))) {
			String token = one.login();
			assertThat(use(one, KEY).status()).isEqualTo(200);
			cable.cut();
			long cut = System.nanoTime();
			assertThat(use(one, KEY).status()).isEqualTo(200);
			await().atMost(Duration.ofSeconds(15))
				.until(() -> use(one, KEY).summary().equals("503 service_unavailable"));
			assertThat(Duration.ofNanos(System.nanoTime() - cut)).isGreaterThan(Duration.ofSeconds(2));
			assertThat(use(one, KEY).header("Retry-After")).isEqualTo("1");
			assertThat(one.http().get("/api/protected").bearer(token).send().code())
				.isEqualTo("revocation_unavailable");
			this.sql.update("update api_key set replaced_by = 'x', replaced_at = now(), changed_at = now()");
			cable.mend();
			await().atMost(Duration.ofSeconds(15)).until(() -> use(one, KEY).status() == 200);
			// the first reading covers the time without one
			assertThat(use(one, KEY).headers("Sunset")).hasSize(1);
			assertThat(one.http().get("/api/protected").bearer(token).send().status()).isEqualTo(200);
		}
	}

	@Test
	void keyWhenFirstUsedWhileTheFeedIsTooOldThenIsNotRemembered() {
		try (Replica one = start("--gatehouse.feed.bound=2s")) {
			RealStores.whileLocked(this.database, "login_session", () -> {
				await().atMost(Duration.ofSeconds(15)).until(() -> !one.bean(ChangeFeed.class).isFresh());
				assertThat(use(one, KEY).summary()).isEqualTo("503 service_unavailable");
				// the feed will not name it again
				this.sql.update("update api_key set revoked_at = now(), changed_at = now() - interval '1 hour'");
			});
			await().atMost(Duration.ofSeconds(15)).until(() -> one.bean(ChangeFeed.class).isFresh());
			assertThat(use(one, KEY).code()).isEqualTo("api_key_revoked");
		}
	}

	@Test
	void replicaWhenPausedThenItsFirstAnswerIsNoGuess(@TempDir Path folder) throws InterruptedException {
		ServiceProcess service = ServiceProcess.start(folder,
				options(RealStores.onPostgres(this.database), "--gatehouse.feed.bound=2s"));
		try {
			Http http = new Http("http://localhost:" + service.port());
			assertThat(http.get("/api/data").apiKey(KEY).send().status()).isEqualTo(200);
			service.pause();
			this.sql.update("update api_key set revoked_at = now(), changed_at = now()");
			CompletableFuture<Answer> first = CompletableFuture
				.supplyAsync(() -> http.get("/api/data").apiKey(KEY).send());
			Thread.sleep(2_500); // longer than the bound
			service.resume();
			assertThat(first.join().code()).isIn("service_unavailable", "api_key_revoked");
			await().atMost(Duration.ofSeconds(5))
				.until(() -> http.get("/api/data").apiKey(KEY).send().code().equals("api_key_revoked"));
		}
		finally {
			service.resume();
			service.close();
		}
	}

	private Replica start(String... more) {
		return Replica.start(options(RealStores.onPostgres(this.database), more));
	}

	private static String[] options(List<String> store, String... more) {
		return Stream
			.of(store,
					List.of("--gatehouse.rate-limit.tiers.free.requests=1000000000",
							"--gatehouse.rate-limit.failures-per-address=1000000",
							"--gatehouse.jwt.secret=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
							"--gatehouse.jwt.clock-skew=30s", "--gatehouse.jwt.issuer=https://api.example.com"),
					List.of(more))
			.flatMap(List::stream)
			.toArray(String[]::new);
	}

	/** Good keys of an account of their own. */
	private List<String> crowd(int size) {
		this.sql.update("""
				insert into account (id, subject, subject_key, name, role, tier, enabled, created_at)
				values (gen_random_uuid(), 'crowd', 'crowd', 'crowd', 'USER', 'FREE', true, now())""");
		String owner = this.sql.queryForObject("select id from account where subject = 'crowd'", String.class);
		List<ApiKeySecret> keys = Stream.generate(TestApiKeys::random).limit(size).toList();
		this.sql.update("""
				insert into api_key (id, owner_id, name, secret_hash, scopes, created_at, expires_at)
				select id, ?, 'many', hash, 'data:read', now(), now() + interval '1 day'
				from unnest(?, ?) as crowd (id, hash)""", owner,
				keys.stream().map(ApiKeySecret::id).toArray(String[]::new),
				keys.stream().map(ApiKeySecret::hash).toArray(String[]::new));
		return keys.stream().map(ApiKeySecret::reveal).toList();
	}

	/**
	 * The next reading then comes after a whole interval, which is the case that matters.
	 */
	private static void awaitReading(Replica replica) {
		ChangeFeed feed = replica.bean(ChangeFeed.class);
		Duration before = feed.age();
		await().pollInterval(Duration.ofMillis(5)).until(() -> feed.age().compareTo(before) < 0);
	}

	private static String create(Replica replica, String token) {
		return replica.http().post("/api/keys").bearer(token).json("""
				{"name":"x","scopes":["data:read"]}""").send().text("key");
	}

	private static void change(Replica replica, String token, String account, String json) {
		assertThat(replica.http().call("PATCH", "/api/accounts/" + account).bearer(token).json(json).send().status())
			.isEqualTo(200);
	}

	private static Answer use(Replica replica, String key) {
		return replica.http().get("/api/data").apiKey(key).send();
	}

	private static String id(String key) {
		return key.substring(3, 15);
	}

}
