package dev.gatehouse;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.gatehouse.support.FrailStores;
import dev.gatehouse.support.FrailStores.Frozen;
import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.ServiceProcess;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The service in prod, as a process of its own, while real stores stop, hang and come
 * back. It is never restarted.
 */
class FaultTests {

	/** One wait for a connection, and a margin. Half of the answers must come sooner. */
	private static final Duration PROMPT = Duration.ofSeconds(2);

	/**
	 * For what waits for no database, on a busy machine. A request behind those that wait
	 * would take longer.
	 */
	private static final Duration FREE_LIMIT = Duration.ofSeconds(8);

	/** One second for a connection, ten for its answer, and a margin. */
	private static final Duration DATABASE_LIMIT = Duration.ofSeconds(18);

	/** Within which all is well again when the stores are. */
	private static final Duration RECOVERY = Duration.ofSeconds(25);

	private static final Pattern IN_A_STORE = Pattern
		.compile("(?m)^\\s+(at )?(org\\.postgresql|com\\.zaxxer|io\\.lettuce\\.core)\\.");

	private static final Pattern OF_REQUESTS = Pattern
		.compile("(#\\d+ )?\"([^\"]*-exec-[^\"]*|ForkJoinPool-[^\"]*|[^\"]*\" virtual)");

	private static final String PASSWORD = "vK3-plover-kettle-9";

	@TempDir
	static Path folder;

	private static FrailStores stores;

	private static ServiceProcess service;

	private static Http http;

	private static String key;

	/** Requests that were let through with the key. */
	private static final AtomicLong used = new AtomicLong();

	private String token;

	@BeforeAll
	static void start() {
		stores = new FrailStores(folder);
		List<String> options = new ArrayList<>(stores.options());
		options.addAll(List.of("--gatehouse.jwt.secret=" + ServiceProcess.secret(),
				"--gatehouse.session.refresh-key=" + ServiceProcess.secret(), "--gatehouse.admin-password=" + PASSWORD,
				"--GITHUB_CLIENT_ID=client", "--GITHUB_CLIENT_SECRET=" + ServiceProcess.secret(),
				"--gatehouse.rate-limit.tiers.free.requests=1000000",
				"--gatehouse.rate-limit.tiers.pro.requests=1000000"));
		service = ServiceProcess.startInProduction(folder, options.toArray(String[]::new));
		http = new Http("http://localhost:" + service.port());
		key = newKey();
	}

	@AfterAll
	static void stop() {
		if (service != null) {
			service.close();
		}
		stores.close();
	}

	@BeforeEach
	void warmUp() {
		await().atMost(RECOVERY).until(() -> {
			this.token = login().text("access_token");
			return !this.token.isEmpty() && jwt().status() == 200 && apiKey().status() == 200;
		});
	}

	@Test
	void databaseWhenStoppedForTwentySecondsThenKeysAndTokensGoOnAndAllElseSaysWhenToComeBack() {
		Answer session = login();
		long stopped = System.nanoTime();
		stores.stopPostgres();
		try {
			List<Duration> told = new ArrayList<>();
			while (since(stopped).compareTo(Duration.ofSeconds(20)) < 0) {
				assertThat(within(FREE_LIMIT, this::jwt).status()).isEqualTo(200);
				assertThat(within(FREE_LIMIT, FaultTests::readiness).status()).isEqualTo(200);
				Timed login = timed(FaultTests::login);
				assertAway(login.answer());
				assertThat(within(FREE_LIMIT, FaultTests::apiKey).status()).isEqualTo(200);
				told.add(login.took());
			}
			assertThat(told).allMatch((took) -> took.compareTo(DATABASE_LIMIT) < 0);
			assertThat(told.stream().sorted().toList().get(told.size() / 2)).isLessThan(PROMPT);
			assertAway(call("GET", "/auth/github").send());
		}
		finally {
			stores.startPostgres();
		}
		await().atMost(RECOVERY).until(() -> login().status() == 200);
		assertThat(refresh(session.text("refresh_token")).status()).isEqualTo(200);
		assertThat(jwt().status()).isEqualTo(200);
		assertThat(apiKey().status()).isEqualTo(200);
		awaitExactUsage();
	}

	@Test
	void usageWhenCountedWhileTheDatabaseIsAwayThenIsWrittenLater() {
		stores.toPostgres().cut();
		try {
			long before = used.get();
			while (used.get() < before + 400 && apiKey().status() == 200) {
				// as long as the cache knows the key
			}
			assertThat(used.get()).isGreaterThan(before);
			await().atMost(DATABASE_LIMIT).until(() -> service.log().contains("The usage of API keys could not be"));
		}
		finally {
			stores.toPostgres().mend();
		}
		await().atMost(RECOVERY).until(() -> apiKey().status() == 200);
		awaitExactUsage();
	}

	/** One by one they would wait for twenty seconds. */
	@Test
	void keyWhenFirstUsedByManyWhileTheDatabaseIsAwayThenAllAreToldTogether() {
		String unknown = newKey();
		stores.toPostgres().cut();
		try {
			List<Timed> answers = Together.run(20, 20,
					(i) -> timed(() -> call("GET", "/api/data").apiKey(unknown).send()));
			assertThat(answers).allSatisfy((timed) -> assertAway(timed.answer()))
				.allMatch((timed) -> timed.took().compareTo(FREE_LIMIT) < 0);
		}
		finally {
			stores.toPostgres().mend();
		}
		awaitAllWell();
	}

	@Test
	void redisWhenStoppedThenLimitsAreLocalAndCounted() {
		stores.stopRedis();
		try {
			double inUse = fallbacks();
			await().atMost(RECOVERY).until(() -> apiKey().status() == 200 && fallbacks() > inUse);
			double before = fallbacks();
			for (int i = 0; i < 50; i++) {
				Answer data = within(FREE_LIMIT, FaultTests::apiKey);
				assertThat(data.status()).isEqualTo(200);
				assertThat(data.header("RateLimit")).matches("\"(free|pro)\";r=\\d+;t=\\d+");
			}
			assertThat(fallbacks()).isEqualTo(before + 50);
		}
		finally {
			stores.startRedis();
		}
		awaitSharedLimits();
	}

	@Test
	void databaseWhenFrozenThenTimeLimitsHoldAndNoThreadIsLeftBehind() {
		int threads = threadsBesidesThoseOfRequests();
		CompletableFuture<List<Timed>> underway = transactions();
		try (Frozen frozen = stores.freezePostgres()) {
			CompletableFuture<List<Timed>> flood = flood();
			await().atMost(DATABASE_LIMIT).until(() -> threadsInAStore() > 0);
			long frozenAt = System.nanoTime();
			while (!flood.isDone() || since(frozenAt).compareTo(Duration.ofSeconds(4)) < 0) {
				assertThat(within(FREE_LIMIT, this::jwt).status()).isEqualTo(200);
				assertThat(within(FREE_LIMIT, FaultTests::readiness).status()).isEqualTo(200);
				assertThat(within(DATABASE_LIMIT, FaultTests::apiKey).status()).isIn(200, 503);
			}
			for (Timed timed : Stream.of(flood, underway).flatMap((future) -> future.join().stream()).toList()) {
				assertThat(timed.answer().status()).as("%s", timed.answer()).isEqualTo(503);
				assertThat(timed.answer().header("Retry-After")).isNotEmpty();
				assertThat(timed.took()).isLessThan(DATABASE_LIMIT);
			}
			assertAway(within(FREE_LIMIT, FaultTests::login));
			// until the feed of changes is too old
			assertThat(within(FREE_LIMIT, FaultTests::apiKey).status()).isIn(200, 503);
		}
		awaitAllWell();
		assertNoThreadIsStuck(threads);
	}

	@Test
	void redisWhenFrozenThenRequestsDoNotWaitForIt() {
		double before = fallbacks();
		try (Frozen frozen = stores.freezeRedis()) {
			// for longer than the tenth of a second for which the service counts ahead
			List<Timed> answers = Together.run(2_000, 20, (i) -> timed(FaultTests::apiKey));
			assertThat(answers).allMatch((timed) -> timed.answer().status() == 200);
			assertThat(answers).allMatch((timed) -> timed.took().compareTo(FREE_LIMIT) < 0);
			assertThat(fallbacks()).isGreaterThan(before + 20);
		}
		awaitSharedLimits();
	}

	/** Nothing is closed, and no connection that was open ever answers again. */
	@Test
	void storesWhenBothAreCutOffSilentlyThenNewConnectionsAreMade() {
		int threads = threadsBesidesThoseOfRequests();
		stores.toPostgres().hang();
		stores.toRedis().hang();
		try {
			// each on a connection of its own, which is dead
			CompletableFuture<List<Timed>> logins = CompletableFuture
				.supplyAsync(() -> Together.run(2, 2, (i) -> timed(FaultTests::login)));
			assertThat(within(FREE_LIMIT, this::jwt).status()).isEqualTo(200);
			assertThat(logins.join()).allSatisfy((login) -> {
				assertAway(login.answer());
				assertThat(login.took()).isLessThan(DATABASE_LIMIT);
			});
			assertThat(within(FREE_LIMIT, this::jwt).status()).isEqualTo(200);
			assertThat(within(DATABASE_LIMIT, FaultTests::apiKey).status()).isEqualTo(200);
		}
		finally {
			stores.toPostgres().mend();
			stores.toRedis().mend();
		}
		awaitAllWell();
		awaitSharedLimits();
		assertNoThreadIsStuck(threads);
	}

	/** More than there are threads for requests, of what needs the database. */
	private static CompletableFuture<List<Timed>> flood() {
		return CompletableFuture.supplyAsync(() -> Together.run(500, 500, (i) -> timed(() -> switch (i % 2) {
			case 0 -> login();
			default -> refresh("gr_" + "a".repeat(43));
		})));
	}

	/** Some that are busy with the database from now on until it fails them. */
	private CompletableFuture<List<Timed>> transactions() {
		String account = call("GET", "/api/accounts").bearer(this.token)
			.send()
			.json()
			.path("accounts")
			.get(0)
			.path("id")
			.asString();
		CountDownLatch begun = new CountDownLatch(20);
		CompletableFuture<List<Timed>> all = CompletableFuture.supplyAsync(() -> Together.run(20, 20, (i) -> {
			Timed last = timed(() -> change(account, i));
			assertThat(last.answer().status()).isEqualTo(200);
			begun.countDown();
			while (last.answer().status() == 200) {
				last = timed(() -> change(account, i));
			}
			return last;
		}));
		await().until(() -> begun.getCount() == 0);
		return all;
	}

	private Answer change(String account, int i) {
		return call("PATCH", "/api/accounts/" + account).bearer(this.token).json("""
				{"tier":"%s"}""".formatted((i % 2 == 0) ? "free" : "pro")).send();
	}

	private void awaitAllWell() {
		await().atMost(RECOVERY)
			.until(() -> Stream.of(login(), jwt(), apiKey()).allMatch((answer) -> answer.status() == 200));
	}

	/** A request is counted by Redis again, not by the service alone. */
	private static void awaitSharedLimits() {
		await().atMost(RECOVERY).until(() -> {
			double before = fallbacks();
			assertThat(apiKey().status()).isEqualTo(200);
			return fallbacks() == before;
		});
	}

	/** Threads that ask a store are seen now and then, but not for long. */
	private static void assertNoThreadIsStuck(int before) {
		await().atMost(RECOVERY).until(() -> threadsInAStore() == 0);
		await().atMost(RECOVERY).until(() -> threadsBesidesThoseOfRequests() <= before + 3);
	}

	private static long threadsInAStore() {
		return service.threads().stream().filter((thread) -> IN_A_STORE.matcher(thread).find()).count();
	}

	/**
	 * Those of requests, and those that virtual ones are carried by, go when they are
	 * idle.
	 */
	private static int threadsBesidesThoseOfRequests() {
		return (int) service.threads().stream().filter((thread) -> !OF_REQUESTS.matcher(thread).lookingAt()).count();
	}

	/** Every use that was answered is written, and none twice. */
	private static void awaitExactUsage() {
		await().atMost(RECOVERY)
			.until(() -> JdbcClient.create(stores.database())
				.sql("select coalesce(sum(requests), 0) from api_key_usage")
				.query(Long.class)
				.single() == used.get());
	}

	private static void assertAway(Answer answer) {
		assertThat(answer.summary()).as("%s", answer).isIn("503 service_unavailable", "503 service_busy");
		assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
	}

	private static Answer within(Duration limit, Callable<Answer> request) {
		Timed timed = timed(request);
		assertThat(timed.took()).as("%s", timed.answer()).isLessThan(limit);
		return timed.answer();
	}

	private static Timed timed(Callable<Answer> request) {
		long started = System.nanoTime();
		try {
			return new Timed(request.call(), since(started));
		}
		catch (Exception failed) {
			throw new AssertionError(failed);
		}
	}

	private static Duration since(long started) {
		return Duration.ofNanos(System.nanoTime() - started);
	}

	private static Answer readiness() {
		return inside().get("/actuator/health/readiness").send();
	}

	private static double fallbacks() {
		return inside().get("/actuator/metrics/gatehouse.ratelimit.fallback")
			.send()
			.json()
			.path("measurements")
			.get(0)
			.path("value")
			.asDouble();
	}

	private static Answer login() {
		return call("POST", "/auth/login").json("""
				{"username":"admin","password":"%s"}""".formatted(PASSWORD)).send();
	}

	private static Answer refresh(String refreshToken) {
		return call("POST", "/auth/refresh").json("""
				{"refresh_token":"%s"}""".formatted(refreshToken)).send();
	}

	private Answer jwt() {
		return call("GET", "/api/protected").bearer(this.token).send();
	}

	private static Answer apiKey() {
		Answer answer = call("GET", "/api/data").apiKey(key).send();
		if (answer.status() == 200) {
			used.incrementAndGet();
		}
		return answer;
	}

	private static String newKey() {
		return call("POST", "/api/keys").bearer(login().text("access_token")).json("""
				{"name":"faults","scopes":["data:read"]}""").send().text("key");
	}

	private static Http.Call call(String method, String path) {
		return http.call(method, path).header("X-Forwarded-Proto", "https");
	}

	private static Http inside() {
		return new Http("http://localhost:" + service.managementPort());
	}

	/** An answer, and how long it took. */
	private record Timed(Answer answer, Duration took) {
	}

}
