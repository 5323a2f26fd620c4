package dev.gatehouse.apikey.usage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.RealStores;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServiceProcess;
import dev.gatehouse.support.Staleness;
import dev.gatehouse.support.Together;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two replicas on one real PostgreSQL and one real Redis.
 */
class TwoReplicasTests {

	private static final String KEY = "gk_demoClient01_ThisKeyIsPublicSoNeverUseItOutsideTheDemo000p47o9";

	private static final int LIMIT = 100;

	/** What one replica may spend before it tells the other, see {@code RedisBuckets}. */
	private static final int SLACK = LIMIT / 20;

	private final String database = RealStores.newDatabase();

	@Test
	void usageWhenOnTwoReplicasThenTheSumIsExact() {
		try (Replica one = start(); Replica other = start()) {
			List<Answer> answers = Together.run(1_000, 8, (i) -> use((i % 5 < 3) ? one : other));
			assertThat(answers).allMatch((answer) -> answer.status() == 200);
			await().atMost(Duration.ofSeconds(15)).until(() -> counted() >= 1_000);
			JsonNode listed = one.http().get("/api/keys").bearer(one.login()).send().json().path("keys").get(0);
			assertThat(listed.path("requests").asLong()).isEqualTo(1_000);
			assertThat(listed.path("last_used_at").asString()).isNotBlank();
		}
		assertThat(counted()).isEqualTo(1_000);
	}

	@Test
	void usageWhenReplicaStopsNormallyThenNothingIsLost() {
		try (Replica one = start()) {
			Together.run(37, 4, (i) -> use(one));
		}
		assertThat(counted()).isEqualTo(37);
	}

	@Test
	void usageWhenProcessIsKilledThenAtMostFiveSecondsAreLost(@TempDir Path folder) {
		ServiceProcess service = ServiceProcess.start(folder,
				RealStores.onPostgres(this.database).toArray(String[]::new));
		try {
			Http http = new Http("http://localhost:" + service.port());
			use(http, 20);
			await().atMost(Duration.ofSeconds(15)).until(() -> counted() == 20);
			use(http, 5);
			// right after a write, so that the whole interval is measured: no kill loses
			// more; one more second for the write
			await().atMost(Duration.ofSeconds(6)).until(() -> counted() == 25);
			use(http, 7);
		}
		finally {
			service.kill();
		}
		// what was written stays, and nothing is counted twice
		assertThat(counted()).isBetween(25L, 32L);
	}

	@Test
	void limitWhenSharedThenTwoReplicasHaveOneBudget() {
		try (Replica one = startShared(); Replica other = startShared()) {
			List<Answer> answers = Together.run(400, 16, (i) -> use((i % 2 == 0) ? one : other));
			// a request that waited too long for Redis was counted by its replica alone
			double alone = fallbacks(one) + fallbacks(other);
			assertThat(alone).isLessThan(LIMIT / 2.0);
			assertThat(answers.stream().filter((answer) -> answer.status() == 200).count())
				.isBetween((long) LIMIT - 2 * SLACK, (long) (LIMIT + 2 * SLACK + alone));
			assertThat(answers).allMatch((answer) -> answer.status() == 200 || answer.code().equals("rate_limited"));
		}
	}

	@Test
	void limitWhenRedisDiesThenEachCountsForItselfAndHealsAlone() {
		try (Replica one = startShared(); Replica other = startShared()) {
			assertThat(use(one).status()).isEqualTo(200);
			assertThat(use(other).status()).isEqualTo(200);
			RealStores.stopRedis();
			try {
				List<Answer> answers = Together.run(400, 8, (i) -> use((i % 2 == 0) ? one : other));
				assertThat(answers.stream().filter((answer) -> answer.status() == 200).count()).isBetween(2L * LIMIT,
						2L * LIMIT + 2 * SLACK);
				assertThat(answers)
					.allMatch((answer) -> answer.status() == 200 || answer.code().equals("rate_limited"));
				assertThat(fallbacks(one)).isPositive();
				assertThat(fallbacks(other)).isPositive();
			}
			finally {
				RealStores.restartRedis();
			}
			for (Replica replica : List.of(one, other)) {
				await().atMost(Duration.ofSeconds(30)).until(() -> {
					double before = fallbacks(replica);
					use(replica);
					return fallbacks(replica) == before;
				});
			}
		}
	}

	@Test
	void limitWhenBudgetIsChangedThenCountsAtOnce() {
		try (Replica one = startShared()) {
			assertThat(use(one).header("RateLimit")).startsWith("\"free\";r=99");
		}
		List<String> options = new ArrayList<>(RealStores.onRedis());
		options.add("--gatehouse.rate-limit.tiers.free.requests=10");
		try (Replica one = start(options)) {
			assertThat(use(one).header("RateLimit")).startsWith("\"free\";r=9;");
		}
	}

	@Test
	void revocationWhenOnOneReplicaThenTheOtherSeesItWithinTwoSeconds() {
		try (Replica one = start(); Replica other = start()) {
			assertThat(use(one).status()).isEqualTo(200);
			assertThat(use(other).status()).isEqualTo(200);
			String token = one.login();
			assertThat(use(other).status()).isEqualTo(200);
			one.http().call("DELETE", "/api/keys/demoClient01").bearer(token).send();
			assertThat(Staleness.until("api_key_revoked", () -> use(other))).isLessThan(Duration.ofSeconds(2));
			assertThat(use(one).code()).isEqualTo("api_key_revoked");
		}
	}

	@Test
	void keysWhenMadeOnTwoReplicasAtOnceThenTwentyAtMost() {
		try (Replica one = start(); Replica other = start()) {
			String token = one.login();
			List<Answer> answers = Together.run(40, 8,
					(i) -> ((i % 2 == 0) ? one : other).http().post("/api/keys").bearer(token).json("""
							{"name":"many","scopes":["data:read"]}""").send());
			assertThat(answers).filteredOn((answer) -> answer.status() == 201).hasSize(20);
			assertThat(answers)
				.allMatch((answer) -> answer.status() == 201 || answer.code().equals("key_limit_reached"));
		}
	}

	@Test
	void rotationWhenOnTwoReplicasAtOnceThenOneSucceeds() {
		try (Replica one = start(); Replica other = start()) {
			String token = one.login();
			List<Answer> answers = Together.run(8, 8,
					(i) -> ((i % 2 == 0) ? one : other).http()
						.post("/api/keys/demoClient01/rotate")
						.bearer(token)
						.json("{}")
						.send());
			assertThat(answers).filteredOn((answer) -> answer.status() == 201).hasSize(1);
			assertThat(answers)
				.allMatch((answer) -> answer.status() == 201 || answer.code().equals("key_being_rotated"));
		}
	}

	@Test
	void flushWhenTwoReplicasWriteTheSameHourAtOnceThenBothCount() {
		try (Replica one = start(); Replica other = start()) {
			for (int round = 0; round < 10; round++) {
				Together.run(4, 4, (i) -> use((i % 2 == 0) ? one : other));
				Together.run(2, 2, (i) -> {
					((i == 0) ? one : other).bean(UsageRows.class).flush();
					return i;
				});
			}
			assertThat(counted()).isEqualTo(40);
		}
	}

	@Test
	void flushWhenManyKeysWereUsedOnTwoReplicasThenEachUseCountsAndEachKeyIsMarked() {
		start().close(); // makes the tables
		JdbcClient.create(RealStores.database(this.database))
			.sql("""
					insert into api_key (id, owner_id, name, secret_hash, scopes, created_at, expires_at)
					select 'key' || n, (select cast(id as varchar) from account where subject = 'client_1'), 'many', 'x', '',
					now(), now() + interval '1 day' from generate_series(1, 12000) n""")
			.update();
		try (Replica one = start(); Replica other = start()) {
			for (int round = 0; round < 2; round++) {
				for (Replica replica : List.of(one, other)) {
					UsageCounts counts = replica.bean(UsageCounts.class);
					IntStream.rangeClosed(1, 12_000).forEach((n) -> counts.count("key" + n, "192.0.2.1", true));
				}
				Together.run(2, 2, (i) -> {
					((i == 0) ? one : other).bean(UsageRows.class).flush();
					return i;
				});
			}
			assertThat(counted()).isEqualTo(48_000);
			assertThat(count("select count(*) from api_key where last_used_at is not null")).isEqualTo(12_000);
			// a thousand in a flush, each once, with its event
			assertThat(count("select count(*) from api_key_address")).isBetween(2_000L, 8_000L)
				.isEqualTo(count("select count(*) from audit_event where action = 'key.used_from_new_address'"));
		}
	}

	@Test
	void usageWhenAnAddressIsLongThenIsNotedAsFarAsItFits() {
		try (Replica one = start()) {
			one.bean(UsageCounts.class).count("demoClient01", "x".repeat(100), true);
			one.bean(UsageRows.class).flush();
			assertThat(counted()).isEqualTo(1);
			assertThat(count("select count(*) from api_key_address")).isEqualTo(1);
		}
		assertThat(counted()).isEqualTo(1);
	}

	private Replica start() {
		return start(List.of("--gatehouse.rate-limit.tiers.free.requests=100000"));
	}

	private Replica startShared() {
		List<String> options = new ArrayList<>(RealStores.onRedis());
		options.add("--gatehouse.rate-limit.tiers.free.requests=" + LIMIT);
		options.add("--gatehouse.rate-limit.tiers.free.per=1h");
		RealStores.forgetLimits();
		return start(options);
	}

	private Replica start(List<String> options) {
		return Replica.start(Stream
			.of(RealStores.onPostgres(this.database), options,
					List.of("--gatehouse.jwt.secret=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="))
			.flatMap(List::stream)
			.toArray(String[]::new));
	}

	private static void use(Http http, int times) {
		for (int i = 0; i < times; i++) {
			assertThat(http.get("/api/data").apiKey(KEY).send().status()).isEqualTo(200);
		}
	}

	private long counted() {
		return count("select coalesce(sum(requests), 0) from api_key_usage");
	}

	private long count(String sql) {
		return JdbcClient.create(RealStores.database(this.database)).sql(sql).query(Long.class).single();
	}

	private static double fallbacks(Replica replica) {
		return replica.bean(MeterRegistry.class).get("gatehouse.ratelimit.fallback").counter().count();
	}

	private static Answer use(Replica replica) {
		return replica.http().get("/api/data").apiKey(KEY).send();
	}

}
