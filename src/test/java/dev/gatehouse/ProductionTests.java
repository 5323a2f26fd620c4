package dev.gatehouse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.gatehouse.support.Cookies;
import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.RealStores;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServiceProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The prod profile: what it refuses to start with, and that it speaks https alone.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProductionTests {

	private static final String LEFT_OUT = "left out";

	private static final String SAMPLE = "ThisIsMySuperSecretKeyForJwtSigningHS256Algo";

	private static final String RANDOM = random();

	private static final String OTHER = random();

	/** Behind a proxy on this machine, for all tests that change no other setting. */
	private static Replica behindProxy;

	private static Http inside;

	@BeforeAll
	static void startBehindProxy() {
		int management = ServiceProcess.freePort();
		behindProxy = start(Map.of("gatehouse.trusted-proxies", "127.0.0.1,::1", "management.server.port",
				String.valueOf(management)));
		inside = new Http("http://localhost:" + management);
	}

	@AfterAll
	static void stop() {
		behindProxy.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					spring.datasource.url          |                             | spring.datasource.url (SPRING_DATASOURCE_URL) is not set                             | jdbc:postgresql://
					spring.data.redis.url          | redis//:p4ssw0rd@cache:6379 | spring.data.redis.url (SPRING_DATA_REDIS_URL) cannot be read                         | rediss://
					spring.profiles.active         | production                  | spring.profiles.active (SPRING_PROFILES_ACTIVE) is almost prod                       | Name prod, in lower case
					gatehouse.admin-password       | qwertyuiop123               | gatehouse.admin-password (GATEHOUSE_ADMIN_PASSWORD) is too long or too easy to guess | openssl rand -base64 18
					gatehouse.trusted-proxies      | caddy                       | gatehouse.trusted-proxies names something that is no address                         | 10.1.2.0/24
					gatehouse.cors.allowed-origins | *                           | gatehouse.cors.allowed-origins does not begin with https:// or http://               | such as https://api.example.com
					gatehouse.cors.allowed-origins | https://*.example.com       | gatehouse.cors.allowed-origins is not an address                                     | such as https://api.example.com
					gatehouse.cors.allowed-origins | https://app.example.com,*   | gatehouse.cors.allowed-origins does not begin with https:// or http://               | such as https://api.example.com
					gatehouse.public-url           | https://::1                 | gatehouse.public-url (GATEHOUSE_PUBLIC_URL) is not an address                        | such as https://api.example.com
					gatehouse.public-url           | https://u:p4ssw0rd@a        | gatehouse.public-url (GATEHOUSE_PUBLIC_URL) has a user in it                         | such as https://api.example.com
					gatehouse.admin-password       | ' vK3-plover-kettle-9'      | gatehouse.admin-password begins or ends with a blank                                 | one line end
					""")
	void startWhenASettingIsUnfitThenNamesItAndTheCureAndNotTheValue(String setting, String value, String fault,
			String cure, CapturedOutput output) {
		assertRefused(Map.of(setting, (value != null) ? value : ""), fault, cure, output);
		if (value != null && setting.endsWith("password")) {
			assertThat(output.toString()).doesNotContain(value);
		}
		assertThat(output.toString()).doesNotContain("p4ssw0rd");
	}

	@Test
	void startWhenASecretIsUnfitThenNamesItAndTheCureAndNotTheValue(CapturedOutput output) {
		assertRefused(Map.of("gatehouse.jwt.secret", SAMPLE),
				"gatehouse.jwt.secret (GATEHOUSE_JWT_SECRET) is a sample that others know", "openssl rand -base64 32",
				output);
		assertThat(output.toString()).doesNotContain(SAMPLE);
	}

	/** Spring Boot's own message would quote the value. */
	@Test
	void startWhenASecretIsMisnumberedThenSaysSoAndNotTheValue(CapturedOutput output) {
		String value = random();
		assertRefused(Map.of("gatehouse.jwt.keys[1].secret", value), "gatehouse.jwt.keys cannot be read as a list",
				"from 0 without a gap", output);
		assertThat(output.toString()).doesNotContain(value);
	}

	/** The platform alone makes Spring Boot believe every private address. */
	@Test
	void requestWhenOnKubernetesThenAStrangersWordOnHttpsCountsForNothing() {
		try (Replica service = start(Map.of("spring.main.cloud-platform", "kubernetes"))) {
			Answer answer = service.http().get("/.well-known/jwks.json").header("X-Forwarded-Proto", "https").send();
			assertThat(answer.summary()).isEqualTo("403 https_required");
		}
	}

	@Test
	void registrationWhenSwitchedOnThenIsAllowedInProdToo() {
		try (Replica service = start(
				Map.of("gatehouse.registration.enabled", "true", "gatehouse.trusted-proxies", "127.0.0.1,::1"))) {
			assertThat(service.http().post("/auth/register").header("X-Forwarded-Proto", "https").json("""
					{"username":"somebody","password":"plover kettle 7 umbrella"}""").send().status()).isEqualTo(201);
		}
	}

	private static void assertRefused(Map<String, String> settings, String fault, String cure, CapturedOutput output) {
		int before = output.length();
		Throwable failure = catchThrowable(() -> start(settings).close());
		assertThat(failure).as("it started").isNotNull();
		assertThat(output.toString().substring(before)).containsOnlyOnce("APPLICATION FAILED TO START")
			.contains(fault)
			.contains(cure)
			.doesNotContain("\tat ");
	}

	private static String random() {
		byte[] bytes = new byte[32];
		new SecureRandom().nextBytes(bytes);
		return Base64.getEncoder().encodeToString(bytes);
	}

	@Test
	void requestWhenNotHttpsThenRefusedOnEveryPath() {
		try (Replica service = start(Map.of())) {
			for (String path : List.of("/", "/api/data", "/api/protected", "/auth/login", "/actuator/health",
					"/nowhere", "/problems", "/.well-known/jwks.json")) {
				Answer answer = service.http().get(path).send();
				assertThat(answer.summary()).isEqualTo("403 https_required");
				assertThat(answer.header("Location")).isEmpty();
				assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
				assertThat(answer.headers("Strict-Transport-Security")).isEmpty();
			}
			assertThat(service.http().get("/").header("X-Forwarded-Proto", "https").send().code())
				.isEqualTo("https_required");
		}
	}

	@Test
	void requestWhenATrustedProxySaysHttpsThenIsServedAsSuch() {
		Answer page = behindProxy.http().get("/").header("X-Forwarded-Proto", "https").send();
		assertThat(page.status()).isEqualTo(200);
		assertThat(page.header("Strict-Transport-Security")).contains("max-age=31536000").contains("includeSubDomains");
		assertThat(behindProxy.http().get("/demo.json").header("X-Forwarded-Proto", "https").send().body())
			.isEqualTo("{}");
		Answer login = behindProxy.http()
			.post("/auth/login?delivery=cookie")
			.header("X-Forwarded-Proto", "https")
			.json("{\"username\":\"admin\",\"password\":\"vK3-plover-kettle-9\"}")
			.send();
		assertThat(login.status()).isEqualTo(200);
		assertThat(login.headers("Set-Cookie")).hasSize(3).allMatch((cookie) -> cookie.contains("; Secure"));
		Cookies browser = new Cookies().take(login);
		assertThat(browser
			.fromOurPage(behindProxy.http()
				.post("/auth/refresh")
				.header("X-Forwarded-Proto", "https")
				.header("Origin", "https://api.example.com"))
			.send()
			.status()).isEqualTo(200);
		assertThat(behindProxy.http().post("/auth/register").header("X-Forwarded-Proto", "https").json("""
				{"username":"somebody","password":"plover kettle 7 umbrella"}""").send().code())
			.isEqualTo("registration_disabled");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http", "https, http", "", "HTTPS:", "httpss", "wss" })
	void requestWhenTheNearestProxySaysAnythingElseThenRefused(String forwarded) {
		assertThat(behindProxy.http().get("/").header("X-Forwarded-Proto", forwarded).send().code())
			.isEqualTo("https_required");
	}

	@ParameterizedTest
	@CsvSource({ "gatehouse.jwt.secret, gatehouse.session.refresh-key, gatehouse.admin-password",
			"GATEHOUSE_JWT_SECRET, GATEHOUSE_REFRESH_KEY, GATEHOUSE_ADMIN_PASSWORD" })
	void startWhenSecretsAreFilesThenReadsThem(String signing, String refresh, String admin, @TempDir Path secrets)
			throws IOException {
		Files.writeString(secrets.resolve(signing), RANDOM + "\n");
		Files.writeString(secrets.resolve(refresh), OTHER + "\n");
		Files.writeString(secrets.resolve(admin), "oX7-saucer-orbit-4\n");
		Map<String, String> settings = new LinkedHashMap<>(Map.of("gatehouse.secrets", secrets + "/"));
		for (String moved : List.of("gatehouse.jwt.secret", "gatehouse.session.refresh-key",
				"gatehouse.admin-password")) {
			settings.put(moved, LEFT_OUT);
		}
		settings.put("gatehouse.trusted-proxies", "127.0.0.1,::1");
		try (Replica service = start(settings)) {
			assertThat(service.http()
				.post("/auth/login")
				.header("X-Forwarded-Proto", "https")
				.json("{\"username\":\"admin\",\"password\":\"oX7-saucer-orbit-4\"}")
				.send()
				.status()).isEqualTo(200);
		}
	}

	/**
	 * Outside of prod such a URL is not refused; what pools and drivers say of it is
	 * masked.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "jdbc:postgresql://user:Hidden@localhost/db",
			"jdbc:postgresql://user:Hidden@localhost:1/db", "jdbc:postgresql://user:Hid:Hidden@localhost/db",
			"jdbc:postgresql://localhost:1/db?user=u&password=Hidden", "postgres://user:Hidden@localhost/db" })
	void startWhenThePasswordIsInTheDatabaseUrlThenNoLogLineShowsIt(String url, CapturedOutput output) {
		Throwable failure = catchThrowable(() -> Replica
			.start("--spring.profiles.active=other", "--spring.datasource.url=" + url,
					"--spring.datasource.hikari.initialization-fail-timeout=1",
					"--logging.level.com.zaxxer.hikari=debug", "--logging.level.org.postgresql=debug",
					"--gatehouse.jwt.secret=" + RANDOM, "--gatehouse.session.refresh-key=" + OTHER)
			.close());
		assertThat(failure).as("it started").isNotNull();
		assertThat(output.toString()).contains("ERROR").doesNotContain("Hidden");
	}

	/** As {@code kubectl create secret} and an {@code echo} leave them. */
	@Test
	void startWhenSecretsEndInALineEndThenItIsNoPartOfThem() {
		try (Replica service = start(Map.of("gatehouse.trusted-proxies", "127.0.0.1,::1", "gatehouse.jwt.secret",
				RANDOM + "\n", "gatehouse.session.refresh-key", OTHER + "\r\n", "gatehouse.admin-password",
				"oX7-saucer-orbit-4\n", "GITHUB_CLIENT_ID", "Iv1.0123456789abcdef\n", "GITHUB_CLIENT_SECRET",
				"hunter2\n"))) {
			assertThat(service.http()
				.post("/auth/login")
				.header("X-Forwarded-Proto", "https")
				.json("{\"username\":\"admin\",\"password\":\"oX7-saucer-orbit-4\"}")
				.send()
				.status()).isEqualTo(200);
			assertThat(
					service.http().get("/auth/github").header("X-Forwarded-Proto", "https").send().header("Location"))
				.contains("client_id=Iv1.0123456789abcdef&");
		}
	}

	@Test
	void managementWhenAskedOnItsOwnPortThenTellsAllAndOnThePublicPortNothing() {
		assertThat(inside.get("/actuator/health").send().body()).contains("\"db\"").contains("PostgreSQL");
		// the first credential makes the metric
		assertThat(behindProxy.http()
			.get("/api/protected")
			.bearer("x")
			.header("X-Forwarded-Proto", "https")
			.send()
			.status()).isEqualTo(401);
		assertThat(inside.get("/actuator/metrics/gatehouse.auth").send().status()).isEqualTo(200);
		for (String path : List.of("/actuator/metrics", "/actuator/health/db", "/actuator/env")) {
			assertThat(behindProxy.http().get(path).header("X-Forwarded-Proto", "https").send().status())
				.isEqualTo(404);
		}
	}

	@Test
	void descriptionWhenAskedThenIsServedAndItsPageIsNot() {
		JsonNode description = behindProxy.http()
			.get("/v3/api-docs")
			.header("X-Forwarded-Proto", "https")
			.send()
			.json();
		assertThat(description.at("/components/securitySchemes/cookie/name").asString()).isEqualTo("__Host-access");
		assertThat(description.at("/servers/1/url").asString()).isEqualTo("https://api.example.com");
		assertThat(description.path("paths").propertyNames()).contains("/api/data").doesNotContain("/docs");
		for (String path : List.of("/docs", "/docs/docs.js", "/swagger-ui/index.html")) {
			assertThat(behindProxy.http().get(path).header("X-Forwarded-Proto", "https").send().status()).as(path)
				.isEqualTo(404);
		}
	}

	private static Replica start(Map<String, String> changes) {
		Map<String, String> settings = new LinkedHashMap<>();
		Stream.concat(RealStores.onPostgres(RealStores.newDatabase()).stream(), RealStores.onRedis().stream())
			.map((option) -> option.substring(2).split("=", 2))
			.forEach((option) -> settings.put(option[0], option[1]));
		settings.put("spring.profiles.active", "prod");
		settings.put("management.server.port", "0");
		settings.put("gatehouse.jwt.secret", RANDOM);
		settings.put("gatehouse.session.refresh-key", OTHER);
		settings.put("gatehouse.admin-password", "vK3-plover-kettle-9");
		settings.put("gatehouse.public-url", "https://api.example.com");
		settings.putAll(changes);
		return Replica.start(settings.entrySet()
			.stream()
			.filter((setting) -> !setting.getValue().equals(LEFT_OUT))
			.filter((setting) -> !(setting.getKey().endsWith(".url") && setting.getValue().isEmpty()))
			.map((setting) -> "--" + setting.getKey() + "=" + setting.getValue())
			.toArray(String[]::new));
	}

}
