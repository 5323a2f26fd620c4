package dev.gatehouse.apikey;

import java.time.Duration;
import java.util.List;

import dev.gatehouse.account.Account;
import dev.gatehouse.caller.Tier;
import dev.gatehouse.feed.ChangeFeed;
import dev.gatehouse.feed.ChangeFeed.Changed;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.RawHttp;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServerTests;
import dev.gatehouse.support.Together;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.OuterList;
import org.greenbytes.http.sfv.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Budgets of accounts, and limits of addresses.
 */
class RateLimitTests extends ServerTests {

	private static final String KEY = "gk_demoClient01_ThisKeyIsPublicSoNeverUseItOutsideTheDemo000p47o9";

	@Test
	void headersWhenParsedAsStructuredFieldsThenSayWhatTheDraftWants() {
		Answer answer = use(this.keys.good());
		assertThat(answer.header("RateLimit-Policy")).isEqualTo("\"free\";q=60;w=60");
		assertThat(answer.header("RateLimit")).isEqualTo("\"free\";r=59;t=1");
		assertThat(name(answer, "RateLimit-Policy")).isEqualTo("free");
		assertThat(parameter(answer, "RateLimit-Policy", "q")).isEqualTo(60);
		assertThat(parameter(answer, "RateLimit", "r")).isEqualTo(59);
		assertThat(parameter(answer, "RateLimit", "t")).isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource({ "FREE, 60", "PRO, 600", "ENTERPRISE, 6000" })
	void budgetWhenTierIsGivenThenIsTheTiers(Tier tier, int quota) {
		Answer answer = use(this.keys.of(this.accounts.of(tier)));
		assertThat(name(answer, "RateLimit")).isEqualTo(tier.label());
		assertThat(parameter(answer, "RateLimit-Policy", "q")).isEqualTo(quota);
		assertThat(parameter(answer, "RateLimit", "r")).isEqualTo(quota - 1);
	}

	@Test
	void budgetWhenSpentThenTooManyRequestsUntilItRefills() {
		String key = this.keys.good();
		Answer answer = spendAll(key);
		assertThat(answer.summary()).isEqualTo("429 rate_limited");
		assertThat(parameter(answer, "RateLimit", "r")).isZero();
		long retry = Long.parseLong(answer.header("Retry-After"));
		assertThat(retry).isGreaterThanOrEqualTo(1).isGreaterThanOrEqualTo(parameter(answer, "RateLimit", "t"));
		this.clock.move(Duration.ofSeconds(retry));
		assertThat(use(key).status()).isEqualTo(200);
		this.clock.move(Duration.ofMinutes(1));
		assertThat(parameter(use(key), "RateLimit", "r")).isEqualTo(59);
	}

	@Test
	void budgetWhenNoneIsLeftAfterThisOneThenTellsWhenOneMoreIsThere() {
		String key = this.keys.good();
		Answer last = use(key);
		for (int i = 0; i < 200 && parameter(last, "RateLimit", "r") > 0; i++) {
			last = use(key);
		}
		assertThat(last.status()).isEqualTo(200);
		assertThat(parameter(last, "RateLimit", "t")).isBetween(0L, 1L);
	}

	@Test
	void budgetWhenAccountHasTwoKeysThenTheyShareIt() {
		Account account = this.accounts.of(Tier.FREE);
		String one = this.keys.of(account);
		String other = this.keys.of(account);
		spendAll(one);
		assertThat(use(other).code()).isEqualTo("rate_limited");
		assertThat(use(this.keys.good()).status()).isEqualTo(200);
	}

	@Test
	void budgetWhenScopeIsLackingThenIsChargedAndToldAllTheSame() {
		Answer answer = use(this.keys.withoutScope());
		assertThat(answer.summary()).isEqualTo("403 insufficient_scope");
		assertThat(answer.text("detail")).isEqualTo("This takes the scope data:read");
		assertThat(answer.header("RateLimit")).isNotEmpty();
	}

	@Test
	void budgetWhenAuthenticationFailsThenTheOwnerPaysNothing() {
		String key = this.keys.good();
		String signed = key.substring(0, 16) + this.keys.unknown().substring(16, 59);
		for (int i = 0; i < 100; i++) {
			assertThat(use(signed + ApiKeyFormat.check(signed)).headers("RateLimit")).isEmpty();
		}
		assertThat(parameter(use(key), "RateLimit", "r")).isEqualTo(59);
	}

	@Test
	void budgetWhenManyAtOnceThenNoMoreThanItHolds() {
		String key = this.keys.good();
		long start = System.nanoTime();
		List<Answer> answers = Together.run(200, 20, (i) -> use(key));
		int refilled = (int) Duration.ofNanos(System.nanoTime() - start).toSeconds() + 1;
		assertThat(answers).filteredOn((answer) -> answer.status() == 200).hasSizeBetween(60, 60 + refilled);
		assertThat(answers).filteredOn((answer) -> answer.status() != 200)
			.allMatch((answer) -> answer.summary().equals("429 rate_limited"));
	}

	@Test
	void addressWhenItFailsTooOftenThenIsStoppedButItsNeighboursAreNot() {
		try (Replica service = Replica.start("--gatehouse.rate-limit.failures-per-address=30")) {
			assertThat(service.http().get("/api/data").apiKey(KEY).send().status()).isEqualTo(200);
			List<Answer> answers = Together.run(50, 10,
					(i) -> service.http()
						.get("/api/data")
						.apiKey((i % 2 == 0) ? "nonsense" : this.keys.unknown())
						.send());
			assertThat(answers).filteredOn((answer) -> answer.code().equals("api_key_invalid")).hasSizeBetween(30, 40);
			assertThat(answers).filteredOn((answer) -> !answer.code().equals("api_key_invalid"))
				.hasSizeBetween(10, 20)
				.allMatch((answer) -> answer.summary().equals("429 rate_limited"))
				.allMatch((answer) -> Long.parseLong(answer.header("Retry-After")) >= 1);
			// not even with the id of a neighbour's key, which is public
			String signed = KEY.substring(0, 16) + this.keys.unknown().substring(16, 59);
			service.http().get("/api/data").apiKey(signed + ApiKeyFormat.check(signed)).send();
			// a neighbour behind the same address, known to be good
			assertThat(service.http().get("/api/data").apiKey(KEY).send().status()).isEqualTo(200);
			// a good key that nobody has seen yet waits like all others
			String token = service.login();
			String fresh = service.http().post("/api/keys").bearer(token).json("""
					{"name":"new","scopes":["data:read"]}""").send().text("key");
			assertThat(service.http().get("/api/data").apiKey(fresh).send().code()).isEqualTo("rate_limited");
		}
	}

	@Test
	void addressWhenAGoodKeyIsFirstUsedManyTimesAtOnceThenIsNeverStopped() {
		try (Replica service = Replica.start("--gatehouse.rate-limit.failures-per-address=5")) {
			List<Answer> answers = Together.run(40, 40, (i) -> service.http().get("/api/data").apiKey(KEY).send());
			assertThat(answers).extracting(Answer::status).containsOnly(200);
		}
	}

	@Test
	void addressWhenAKnownKeyIsAttackedWithWrongSecretsThenItGoesOnWorking() {
		try (Replica service = Replica.start("--gatehouse.rate-limit.failures-per-address=5")) {
			assertThat(service.http().get("/api/data").apiKey(KEY).send().status()).isEqualTo(200);
			for (int i = 0; i < 20; i++) {
				String signed = KEY.substring(0, 16) + this.keys.unknown().substring(16, 59);
				service.http().get("/api/data").apiKey(signed + ApiKeyFormat.check(signed)).send();
			}
			assertThat(service.http().get("/api/data").apiKey(KEY).send().status()).isEqualTo(200);
		}
	}

	@Test
	void addressWhenTheDatabaseFailsThenIsNotBlamedAndKnownKeysStayKnown() {
		try (Replica service = Replica.start("--gatehouse.rate-limit.failures-per-address=3")) {
			JdbcClient jdbc = service.bean(JdbcClient.class);
			assertThat(service.http().get("/api/data").apiKey(KEY).send().status()).isEqualTo(200);
			service.bean(ChangeFeed.class).changed(new Changed(List.of("demoClient01")));
			jdbc.sql("alter table api_key rename to api_key_away").update();
			for (int i = 0; i < 10; i++) {
				assertThat(service.http().get("/api/data").apiKey(KEY).send().status()).isGreaterThanOrEqualTo(500);
				assertThat(service.http().get("/api/data").apiKey(this.keys.unknown()).send().status())
					.isGreaterThanOrEqualTo(500);
			}
			jdbc.sql("alter table api_key_away rename to api_key").update();
			assertThat(service.http().get("/api/data").apiKey(this.keys.unknown()).send().code())
				.isEqualTo("api_key_invalid");
			assertThat(service.http().get("/api/data").apiKey(KEY).send().status()).isEqualTo(200);
		}
	}

	@Test
	void addressWhenAllKeysAreGoodThenIsNeverStopped() {
		try (Replica service = Replica.start("--gatehouse.rate-limit.failures-per-address=5",
				"--gatehouse.rate-limit.tiers.free.requests=1000")) {
			for (int i = 0; i < 100; i++) {
				assertThat(service.http().get("/api/data").apiKey(KEY).send().status()).isEqualTo(200);
			}
		}
	}

	@Test
	void addressWhenForwardedByNobodyWeTrustThenIsThePeers() {
		try (Replica service = Replica.start("--gatehouse.rate-limit.failures-per-address=3")) {
			for (int i = 0; i < 3; i++) {
				assertThat(failFrom(service, "203.0.113." + i)).contains("api_key_invalid");
			}
			assertThat(failFrom(service, "203.0.113.77")).contains("rate_limited");
		}
	}

	@Test
	void addressWhenForwardedByATrustedProxyThenIsTheRightMostUntrustedHop() {
		try (Replica service = Replica.start("--gatehouse.rate-limit.failures-per-address=3",
				"--gatehouse.trusted-proxies=127.0.0.0/8,::1,10.0.0.0/8")) {
			for (int i = 0; i < 3; i++) {
				// what the client itself claims stands further left and changes nothing
				assertThat(failFrom(service, "198.51.100." + i + ", 203.0.113.9, 10.1.2.3"))
					.contains("api_key_invalid");
			}
			assertThat(failFrom(service, "198.51.100.200, 203.0.113.9")).contains("rate_limited");
			assertThat(failFrom(service, "203.0.113.10")).contains("api_key_invalid");
			for (int i = 0; i < 3; i++) {
				assertThat(failFrom(service, "2001:db8:1:2::" + i)).contains("api_key_invalid");
			}
			assertThat(failFrom(service, "2001:db8:1:2:ffff::1")).contains("rate_limited");
			assertThat(failFrom(service, "2001:db8:1:3::1")).contains("api_key_invalid");
		}
	}

	private static String failFrom(Replica service, String forwarded) {
		return new RawHttp(service.port()).send("GET /api/data HTTP/1.1", "X-API-Key: nonsense",
				"X-Forwarded-For: " + forwarded);
	}

	private Answer use(String key) {
		return this.http.get("/api/data").apiKey(key).send();
	}

	/** Uses a key until it is refused, and answers the refusal. */
	private Answer spendAll(String key) {
		Answer answer = use(key);
		for (int i = 0; i < 200 && answer.status() == 200; i++) {
			answer = use(key);
		}
		return answer;
	}

	private static Item<?> item(Answer answer, String header) {
		OuterList list = Parser.parseList(answer.header(header));
		assertThat(list.get()).hasSize(1);
		ListElement<?> first = list.get().get(0);
		return (Item<?>) first;
	}

	private static String name(Answer answer, String header) {
		return (String) item(answer, header).get();
	}

	private static long parameter(Answer answer, String header, String name) {
		return (Long) item(answer, header).getParams().get(name).get();
	}

}
