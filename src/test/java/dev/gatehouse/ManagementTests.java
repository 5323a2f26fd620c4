package dev.gatehouse;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.gatehouse.standin.GitHubStandIn;
import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.RealStores;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServiceProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The management port of a deployment: what it tells those who run it, and what the
 * public port does not.
 */
class ManagementTests {

	private static final Pattern METRIC = Pattern.compile("([a-z_]+)\\{");

	private static GitHubStandIn github;

	private static Replica service;

	private static Http inside;

	private static String token;

	private static String key;

	@BeforeAll
	static void startAndUseEverything() {
		github = GitHubStandIn.start(0);
		int management = ServiceProcess.freePort();
		List<String> options = new ArrayList<>(RealStores.onPostgres(RealStores.newDatabase()));
		options.addAll(RealStores.onRedis());
		github.properties().forEach((name, value) -> options.add("--" + name + "=" + value));
		options.addAll(List.of("--spring.profiles.active=prod", "--management.server.port=" + management,
				"--gatehouse.public-url=https://api.example.com", "--gatehouse.trusted-proxies=127.0.0.1,::1",
				"--gatehouse.admin-password=vK3-plover-kettle-9", "--gatehouse.jwt.secret=" + ServiceProcess.secret(),
				"--gatehouse.session.refresh-key=" + ServiceProcess.secret()));
		service = Replica.start(options.toArray(String[]::new));
		inside = new Http("http://localhost:" + management);
		use();
	}

	@AfterAll
	static void stop() {
		service.close();
		github.close();
	}

	/** A panel whose metric has another name would stay empty, and nobody would know. */
	@Test
	void dashboardWhenReadThenEveryMetricInItIsServed() throws IOException {
		String dashboard = Files.readString(Path.of("src/main/docker/watch/dashboard.json"));
		List<String> asked = METRIC.matcher(dashboard.replaceAll("(?s)\"templating\".*?\"panels\"", ""))
			.results()
			.map((metric) -> metric.group(1))
			.filter((name) -> !name.equals("rate") && !name.equals("sum"))
			.distinct()
			.toList();
		assertThat(asked).hasSizeGreaterThan(15);
		assertThat(names(inside.get("/actuator/prometheus").send().body())).containsAll(asked);
	}

	@Test
	void alertsWhenReadThenEveryMetricInThemIsServed() throws IOException {
		List<String> asked = Pattern.compile("\\b((?:gatehouse|http)_[a-z_]+)")
			.matcher(Files.readString(Path.of("src/main/docker/watch/alerts.yml")))
			.results()
			.map((metric) -> metric.group(1))
			.distinct()
			.toList();
		assertThat(asked).hasSizeGreaterThan(4);
		assertThat(names(inside.get("/actuator/prometheus").send().body())).containsAll(asked);
	}

	/**
	 * The jar also has the list of what is in it: the test of the containers asks for
	 * that.
	 */
	@Test
	void buildWhenAskedInsideThenIsTold() {
		assertThat(inside.get("/actuator/info").send().json().at("/build/artifact").asString()).isEqualTo("gatehouse");
	}

	/** And none of ours is left undocumented. */
	@Test
	void metricsOfOursWhenServedThenThePageTellsWhatTheyMean() throws IOException {
		List<String> ours = names(inside.get("/actuator/prometheus").send().body())
			.filter((name) -> name.startsWith("gatehouse_"))
			.toList();
		List<String> documented = Pattern.compile("\\| `(gatehouse_[a-z_]+)[`{]")
			.matcher(Files.readString(Path.of("src/docs/operate.md")))
			.results()
			.map((metric) -> metric.group(1))
			.toList();
		assertThat(ours).hasSizeGreaterThan(7);
		assertThat(new TreeSet<>(documented)).isEqualTo(new TreeSet<>(ours));
	}

	@Test
	void healthWhenAskedInsideThenNamesTheStoresAndTheFreshnessOfTheFeed() {
		Answer health = inside.get("/actuator/health").send();
		assertThat(health.status()).isEqualTo(200);
		assertThat(health.json().at("/components/db/details/database").asString()).isEqualTo("PostgreSQL");
		assertThat(health.json().at("/components/redis/status").asString()).isEqualTo("UP");
		assertThat(health.json().at("/components/feed/status").asString()).isEqualTo("UP");
		assertThat(health.json().at("/components/feed/details/age").asString()).startsWith("PT");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness" })
	void healthWhenAskedInPublicThenSaysUpAndNoMore(String path) {
		Answer answer = service.http().get(path).header("X-Forwarded-Proto", "https").send();
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo("{\"status\":\"UP\"}");
		assertThat(inside.get(path).send().status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator", "/actuator/prometheus", "/actuator/metrics", "/actuator/health/db",
			"/actuator/health/redis", "/actuator/env", "/actuator/heapdump" })
	void actuatorWhenAskedInPublicThenIsNotThere(String path) {
		assertThat(service.http().get(path).header("X-Forwarded-Proto", "https").send().summary())
			.isEqualTo("404 not_found");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/env", "/actuator/heapdump", "/actuator/beans", "/actuator/configprops",
			"/actuator/shutdown", "/api/data", "/auth/login" })
	void managementPortWhenAskedForAnythingElseThenGivesNothing(String path) {
		Http.Call call = inside.get(path).bearer(token);
		assertThat((path.equals("/api/data") ? inside.get(path).apiKey(key) : call).send().status()).isEqualTo(404);
	}

	@Test
	void metricsWhenServedThenHoldNoSecretAndNoNameOfACaller() {
		assertThat(inside.get("/actuator/prometheus").send().body()).doesNotContain("vK3-plover")
			.contains("gatehouse_auth")
			.doesNotContain("gk_")
			.doesNotContain(key.split("_")[1])
			.doesNotContain("eyJ")
			.doesNotContain("octocat")
			.doesNotContain("nobody-of-that-name");
	}

	private static Stream<String> names(String scrape) {
		return Pattern.compile("^([a-z_]+)[{ ]", Pattern.MULTILINE)
			.matcher(scrape)
			.results()
			.map((MatchResult line) -> line.group(1))
			.distinct();
	}

	/** What is never used has no metric yet. */
	private static void use() {
		Http gate = service.http();
		Answer login = https(gate.post("/auth/login"))
			.json("{\"username\":\"admin\",\"password\":\"vK3-plover-kettle-9\"}")
			.send();
		assertThat(login.status()).isEqualTo(200);
		token = login.text("access_token");
		https(gate.post("/auth/login")).json("{\"username\":\"nobody-of-that-name\",\"password\":\"x\"}").send();
		https(gate.get("/api/protected")).bearer(token).send();
		https(gate.post("/auth/refresh")).json("{\"refresh_token\":\"" + login.text("refresh_token") + "\"}").send();
		key = https(gate.post("/api/keys")).bearer(token)
			.json("{\"name\":\"x\",\"scopes\":[\"data:read\"]}")
			.send()
			.text("key");
		assertThat(https(gate.get("/api/data")).apiKey(key).send().status()).isEqualTo(200);
		Http browser = new Http("http://localhost:" + service.port(), new CookieManager(null, CookiePolicy.ACCEPT_ALL));
		Answer start = https(browser.get("/auth/github")).send();
		String callback = browser.get(start.header("Location") + "&login=octocat").send().header("Location");
		String cookie = start.headers("Set-Cookie").get(0).split(";")[0];
		Answer done = https(gate.get(callback.replace("https://api.example.com", ""))).header("Cookie", cookie).send();
		assertThat(done.text("user")).isEqualTo("octocat");
	}

	private static Http.Call https(Http.Call call) {
		return call.header("X-Forwarded-Proto", "https");
	}

}
