package dev.gatehouse.apikey.usage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

import dev.gatehouse.apikey.ApiKeyChanged;
import dev.gatehouse.apikey.TestApiKeys;
import dev.gatehouse.caller.Tier;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.RealStores;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServerTests;
import dev.gatehouse.support.Staleness;
import dev.gatehouse.support.Together;
import io.lettuce.core.RedisClient;
import io.micrometer.core.instrument.MeterRegistry;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.OuterList;
import org.greenbytes.http.sfv.Parser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The limit of a key under the budget of its account: both must admit, and what one
 * refuses takes nothing from the other.
 */
class KeyLimitTests extends ServerTests {

	private static final String BODY = """
			{"name":"ci","scopes":["data:read"]%s}""";

	private static final String[] LARGE = { "--gatehouse.rate-limit.tiers.free.requests=500",
			"--gatehouse.rate-limit.tiers.free.per=1d", "--gatehouse.rate-limit.failures-per-address=100000" };

	private final String database = RealStores.newDatabase();

	@BeforeEach
	void forgetLimits() {
		RealStores.forgetLimits();
	}

	@Test
	void headersWhenKeyHasALimitThenNameBothPolicies() {
		String key = this.keys.limited(this.accounts.of(Tier.FREE), 10, Duration.ofMinutes(1));
		Answer answer = use(key);
		assertThat(answer.header("RateLimit-Policy")).isEqualTo("\"free\";q=60;w=60, \"key\";q=10;w=60");
		assertThat(answer.header("RateLimit")).isEqualTo("\"free\";r=59;t=1, \"key\";r=9;t=6");
		assertThat(policies(answer, "RateLimit-Policy")).containsExactly("free", "key");
		assertThat(policies(answer, "RateLimit")).containsExactly("free", "key");
		assertThat(parameter(answer, "RateLimit-Policy", 1, "q")).isEqualTo(10);
		assertThat(parameter(answer, "RateLimit", 1, "r")).isEqualTo(9);
	}

	/** Draft 11: t is the time until more is there, not until all is. */
	@Test
	void headersWhenMuchIsSpentThenTellWhenOneMoreIsThere() {
		String key = this.keys.limited(this.accounts.of(Tier.FREE), 10, Duration.ofMinutes(1));
		Answer answer = use(key);
		for (int i = 0; i < 5; i++) {
			answer = use(key);
		}
		assertThat(parameter(answer, "RateLimit", 0, "t")).isEqualTo(1);
		assertThat(parameter(answer, "RateLimit", 1, "t")).isBetween(4L, 6L);
	}

	@Test
	void limitWhenSpentThenIsRefusedAndTheAccountPaysNothing() {
		var account = this.accounts.of(Tier.FREE);
		String key = this.keys.limited(account, 3, Duration.ofDays(1));
		for (int i = 0; i < 3; i++) {
			assertThat(use(key).status()).isEqualTo(200);
		}
		for (int i = 0; i < 100; i++) {
			Answer refused = use(key);
			assertThat(refused.summary()).isEqualTo("429 rate_limited");
			assertThat(parameter(refused, "RateLimit", 1, "r")).isZero();
			assertThat(parameter(refused, "RateLimit", 0, "r")).isGreaterThanOrEqualTo(57);
			assertThat(Long.parseLong(refused.header("Retry-After")))
				.isGreaterThanOrEqualTo(parameter(refused, "RateLimit", 1, "t"))
				.isBetween(28_000L, 28_800L);
		}
		assertThat(use(this.keys.of(account)).status()).isEqualTo(200);
		this.clock.move(Duration.ofHours(8));
		assertThat(use(key).status()).isEqualTo(200);
	}

	@Test
	void limitWhenTheAccountRefusesThenTheKeyPaysNothing() {
		var account = this.accounts.of(Tier.FREE);
		String other = this.keys.of(account);
		String key = this.keys.limited(account, 50, Duration.ofDays(1));
		assertThat(parameter(use(key), "RateLimit", 1, "r")).isEqualTo(49);
		Together.run(100, 8, (i) -> use(other));
		int admitted = 0;
		for (int i = 0; i < 30; i++) {
			admitted += (use(key).status() == 200) ? 1 : 0;
		}
		this.clock.move(Duration.ofMinutes(1));
		assertThat(parameter(use(key), "RateLimit", 1, "r")).isEqualTo(48 - admitted);
	}

	@Test
	void limitWhenAThousandRequestsUseTwoKeysThenTheCountIsExact() {
		try (Replica service = Replica.start(LARGE)) {
			assertExact(1, (i) -> service, 0);
		}
	}

	@Test
	void limitWhenAThousandRequestsUseTwoReplicasThenTheCountIsExactButForTheSlack() {
		try (Replica one = startShared(LARGE); Replica other = startShared(LARGE)) {
			assertExact(2, (i) -> (i % 2 == 0) ? one : other, 500 / 20);
		}
	}

	private void assertExact(int replicas, IntFunction<Replica> replica, int slack) {
		String token = replica.apply(0).login();
		Answer limited = create(replica.apply(0), token, ",\"limit\":{\"requests\":19,\"per\":\"P1D\"}");
		String other = create(replica.apply(0), token, "").text("key");
		List<Answer> first = Together.run(500, 8, (i) -> use(replica.apply(i), limited.text("key")));
		assertThat(first).filteredOn((answer) -> answer.status() == 200).hasSize(19);
		assertThat(first).allMatch((answer) -> answer.status() == 200 || answer.code().equals("rate_limited"));
		List<Answer> second = Together.run(500, 8, (i) -> use(replica.apply(i), other));
		long admitted = second.stream().filter((answer) -> answer.status() == 200).count();
		assertThat(admitted).isBetween(481L - replicas * slack, 481L + replicas * slack);
		assertThat(use(replica.apply(0), limited.text("key")).header("RateLimit")).contains("\"key\";r=0;");
		long counted = replica.apply(0)
			.http()
			.get("/api/keys/" + limited.text("id") + "/usage?granularity=day")
			.bearer(token)
			.send()
			.json()
			.path("buckets")
			.get(0)
			.path("requests")
			.asLong();
		assertThat(counted).isLessThanOrEqualTo(19);
	}

	@Test
	void limitWhenInRedisThenBothBucketsTakeOneCommand() {
		try (Replica service = startShared("--gatehouse.rate-limit.tiers.free.requests=19",
				"--gatehouse.rate-limit.tiers.free.per=1d");
				RedisClient redis = RedisClient.create(RealStores.redis())) {
			String key = create(service, service.login(), ",\"limit\":{\"requests\":10,\"per\":\"P1D\"}").text("key");
			var commands = redis.connect().sync();
			assertThat(use(service, key).status()).isEqualTo(200);
			commands.configResetstat();
			for (int i = 0; i < 5; i++) {
				assertThat(use(service, key).status()).isEqualTo(200);
			}
			String calls = commands.info("commandstats");
			assertThat(calls).contains("cmdstat_eval:calls=5,")
				.doesNotContain("cmdstat_get:")
				.doesNotContain("evalsha");
			assertThat(service.bean(MeterRegistry.class).get("gatehouse.ratelimit.fallback").counter().count())
				.isZero();
		}
	}

	@Test
	void bucketWhenKeyIsRotatedThenIsSharedWithTheSuccessor() {
		try (Replica service = startShared(LARGE)) {
			String token = service.login();
			Answer old = create(service, token, ",\"limit\":{\"requests\":4,\"per\":\"P1D\"}");
			assertThat(use(service, old.text("key")).header("RateLimit")).contains("\"key\";r=3;");
			Answer next = rotate(service, token, old);
			assertThat(use(service, next.text("key")).header("RateLimit")).contains("\"key\";r=2;");
			Answer last = rotate(service, token, next);
			assertThat(use(service, last.text("key")).header("RateLimit")).contains("\"key\";r=1;");
			assertThat(use(service, old.text("key")).header("RateLimit")).contains("\"key\";r=0;");
			assertThat(use(service, last.text("key")).code()).isEqualTo("rate_limited");
		}
	}

	@Test
	void termsWhenChangedOnOneReplicaThenTheOtherSeesThemWithinTwoSeconds() {
		try (Replica one = startShared(LARGE); Replica other = startShared(LARGE)) {
			String token = one.login();
			Answer made = create(one, token, "");
			String key = made.text("key");
			assertThat(use(one, key).status()).isEqualTo(200);
			assertThat(use(other, key).status()).isEqualTo(200);
			patch(one, token, made, "{\"limit\":{\"requests\":1,\"per\":\"P1D\"}}");
			assertThat(Staleness.until("rate_limited", () -> use(other, key))).isLessThan(Duration.ofSeconds(2));
			patch(other, token, made, "{\"allowed_networks\":[\"192.0.2.0/24\"]}");
			assertThat(Staleness.until("address_not_allowed", () -> use(one, key))).isLessThan(Duration.ofSeconds(2));
			assertThat(use(other, key).code()).isEqualTo("address_not_allowed");
		}
	}

	@Test
	void changesWhenOnTwoReplicasAtOnceThenNoneIsLost() {
		try (Replica one = startShared(LARGE); Replica other = startShared(LARGE)) {
			String token = one.login();
			for (int round = 0; round < 10; round++) {
				Answer made = create(one, token, "");
				Together.run(2, 2, (i) -> (i == 0) ? patch(one, token, made, "{\"metadata\":{\"a\":1}}")
						: patch(other, token, made, "{\"allowed_networks\":[\"192.0.2.0/24\"]}"));
				String read = one.http().get("/api/keys/" + made.text("id")).bearer(token).send().body();
				assertThat(read).contains("{\"a\":1}").contains("192.0.2.0/24");
				one.http().call("DELETE", "/api/keys/" + made.text("id")).bearer(token).send();
			}
		}
	}

	@Test
	void noticeWhenOnTwoReplicasAtOnceThenIsInTheAuditOnce() {
		try (Replica one = startShared(LARGE); Replica other = startShared(LARGE)) {
			String token = one.login();
			for (int i = 0; i < 10; i++) {
				create(one, token, ",\"expires_in_days\":3");
			}
			Together.run(6, 6, (i) -> TestApiKeys.announceIn((i % 2 == 0) ? one : other));
			assertThat(JdbcClient.create(RealStores.database(this.database))
				.sql("select count(*) from audit_event where action = 'key.expiring' and actor = ?")
				.param(ApiKeyChanged.SERVICE)
				.query(Long.class)
				.single()).isEqualTo(10);
		}
	}

	private static Answer create(Replica replica, String token, String more) {
		return replica.http().post("/api/keys").bearer(token).json(BODY.formatted(more)).send();
	}

	private static Answer rotate(Replica replica, String token, Answer key) {
		return replica.http().post("/api/keys/" + key.text("id") + "/rotate").bearer(token).json("{}").send();
	}

	private static Answer patch(Replica replica, String token, Answer key, String body) {
		return replica.http().call("PATCH", "/api/keys/" + key.text("id")).bearer(token).json(body).send();
	}

	private Replica startShared(String... options) {
		List<String> all = new ArrayList<>(RealStores.onPostgres(this.database));
		all.addAll(RealStores.onRedis());
		all.add("--gatehouse.jwt.secret=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
		all.addAll(List.of(options));
		return Replica.start(all.toArray(String[]::new));
	}

	private Answer use(String key) {
		return this.http.get("/api/data").apiKey(key).send();
	}

	private static Answer use(Replica replica, String key) {
		return replica.http().get("/api/data").apiKey(key).send();
	}

	private static List<String> policies(Answer answer, String header) {
		return items(answer, header).map((item) -> (String) item.get()).toList();
	}

	private static long parameter(Answer answer, String header, int index, String name) {
		return (Long) items(answer, header).toList().get(index).getParams().get(name).get();
	}

	private static Stream<Item<?>> items(Answer answer, String header) {
		OuterList list = Parser.parseList(answer.header(header));
		return list.get().stream().map((element) -> (Item<?>) element);
	}

}
