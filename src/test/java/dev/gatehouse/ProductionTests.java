package dev.gatehouse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The prod profile: what it refuses to start with, and that it speaks https alone.
 */
class ProductionTests {

	private static final String RANDOM = "q1vGHXrpzKjJ5bDbkxWJmRrSDmSiHRFbTnH3p6XyQdk=";

	private static final String LEFT_OUT = "left out";

	private static final String OTHER = "yE0cgCX5h2yJ3mCFLtR2vWnG0f8Y3q0M7i9bYdnQG1A=";

	private final String database = RealStores.newDatabase();

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					spring.datasource.url           |                                                  | spring.datasource.url (SPRING_DATASOURCE_URL) is not set | jdbc:postgresql://
					spring.datasource.url           | jdbc:h2:mem:x                                    | is not PostgreSQL | jdbc:postgresql://
					spring.data.redis.url           |                                                  | (SPRING_DATA_REDIS_URL) is not set | redis://
					gatehouse.jwt.secret            |                                                  | (GATEHOUSE_JWT_SECRET) is not set | openssl rand -base64 32
					gatehouse.jwt.secret            | c2hvcnQ=                                         | is shorter than 256 bits | openssl rand -base64 32
					gatehouse.jwt.secret            | not-base64!                                      | is not Base64 | openssl rand -base64 32
					gatehouse.jwt.secret            | AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=     | is a sample that others know | openssl rand -base64 32
					gatehouse.jwt.secret            | MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=     | is a sample that others know | openssl rand -base64 32
					gatehouse.jwt.secret            | eW91ci0yNTYtYml0LXNlY3JldC15b3VyLTI1Ni1iaXQtc2VjcmV0 | is a sample that others know | openssl rand -base64 32
					gatehouse.session.refresh-key   |                                                  | (GATEHOUSE_REFRESH_KEY) is not set | openssl rand -base64 32
					gatehouse.session.refresh-key   | c2hvcnQ=                                         | is shorter than 256 bits | openssl rand -base64 32
					gatehouse.admin-password        | secret                                           | (GATEHOUSE_ADMIN_PASSWORD) is short or well known | openssl rand -base64 18
					gatehouse.admin-password        | AdminAdminAdmin                                  | is short or well known | openssl rand
					gatehouse.public-url            | http://localhost:8080                            | (GATEHOUSE_PUBLIC_URL) is not https | https://
					gatehouse.cookies.secure        | false                                            | gatehouse.cookies.secure is off | Leave it on
					gatehouse.cors.allowed-origins  | *                                                | exact origins | exact origins
					""")
	void startWhenASettingIsUnfitThenNamesItAndTheCureAndNotTheValue(String setting, String value, String fault,
			String cure) {
		Throwable failure = catchThrowable(() -> start(Map.of(setting, (value != null) ? value : "")).close());
		assertThat(failure).as("it started").isNotNull();
		List<String> messages = new ArrayList<>();
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			messages.add(String.valueOf(cause.getMessage()));
		}
		String said = String.join("\n", messages);
		assertThat(said).contains(fault).contains(cure);
		if (value != null && setting.matches(".*(secret|key|password)")) {
			assertThat(said).doesNotContain(value.equals("secret") ? "=secret" : value);
		}
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
	void requestWhenHttpsIsNotRequiredThenServedWithoutIt() {
		try (Replica service = start(Map.of("gatehouse.require-https", "false"))) {
			assertThat(service.http().get("/").send().status()).isEqualTo(200);
		}
	}

	@Test
	void requestWhenATrustedProxySaysHttpsThenIsServedAsSuch() {
		try (Replica service = start(Map.of("gatehouse.trusted-proxies", "127.0.0.1,::1"))) {
			Answer page = service.http().get("/").header("X-Forwarded-Proto", "https").send();
			assertThat(page.status()).isEqualTo(200);
			assertThat(page.header("Strict-Transport-Security")).contains("max-age=31536000")
				.contains("includeSubDomains");
			assertThat(service.http().get("/demo.json").header("X-Forwarded-Proto", "https").send().body())
				.isEqualTo("{}");
			Answer login = service.http()
				.post("/auth/login?delivery=cookie")
				.header("X-Forwarded-Proto", "https")
				.json("{\"username\":\"admin\",\"password\":\"vK3-plover-kettle-9\"}")
				.send();
			assertThat(login.status()).isEqualTo(200);
			assertThat(login.headers("Set-Cookie")).hasSize(3).allMatch((cookie) -> cookie.contains("; Secure"));
			Cookies browser = new Cookies().take(login);
			assertThat(browser
				.fromOurPage(service.http()
					.post("/auth/refresh")
					.header("X-Forwarded-Proto", "https")
					.header("Origin", "https://api.example.com"))
				.send()
				.status()).isEqualTo(200);
			assertThat(service.http().post("/auth/register").header("X-Forwarded-Proto", "https").json("""
					{"username":"somebody","password":"plover kettle 7 umbrella"}""").send().code())
				.isEqualTo("registration_disabled");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "http", "https, http", "", "HTTPS:", "httpss", "wss" })
	void requestWhenTheNearestProxySaysAnythingElseThenRefused(String forwarded) {
		try (Replica service = start(Map.of("gatehouse.trusted-proxies", "127.0.0.1,::1"))) {
			assertThat(service.http().get("/").header("X-Forwarded-Proto", forwarded).send().code())
				.isEqualTo("https_required");
		}
	}

	@Test
	void startWhenSecretsAreFilesThenReadsThem(@TempDir Path secrets) throws IOException {
		Files.writeString(secrets.resolve("gatehouse.jwt.secret"), RANDOM + "\n");
		Files.writeString(secrets.resolve("gatehouse.session.refresh-key"), OTHER + "\n");
		Files.writeString(secrets.resolve("gatehouse.admin-password"), "oX7-saucer-orbit-4\n");
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

	@Test
	void managementWhenAskedOnItsOwnPortThenTellsAllAndOnThePublicPortNothing() {
		int management = ServiceProcess.freePort();
		try (Replica service = start(Map.of("management.server.port", String.valueOf(management),
				"gatehouse.trusted-proxies", "127.0.0.1,::1"))) {
			Http inside = new Http("http://localhost:" + management);
			assertThat(inside.get("/actuator/health").send().body()).contains("\"db\"").contains("PostgreSQL");
			assertThat(inside.get("/actuator/metrics/gatehouse.auth").send().status()).isIn(200, 404);
			for (String path : List.of("/actuator/metrics", "/actuator/health/db", "/actuator/env")) {
				assertThat(service.http().get(path).header("X-Forwarded-Proto", "https").send().status())
					.isEqualTo(404);
			}
		}
	}

	@Test
	void descriptionWhenAskedThenIsServedAndItsPageIsNot() {
		try (Replica service = start(Map.of("gatehouse.trusted-proxies", "127.0.0.1,::1"))) {
			JsonNode description = service.http()
				.get("/v3/api-docs")
				.header("X-Forwarded-Proto", "https")
				.send()
				.json();
			assertThat(description.at("/components/securitySchemes/cookie/name").asString()).isEqualTo("__Host-access");
			assertThat(description.at("/servers/1/url").asString()).isEqualTo("https://api.example.com");
			assertThat(description.path("paths").propertyNames()).contains("/api/data", "/actuator/health")
				.doesNotContain("/docs");
			assertThat(description.at("/paths/~1actuator~1health/get/summary").asString()).isNotEmpty();
			for (String path : List.of("/docs", "/docs/docs.js", "/swagger-ui/index.html")) {
				assertThat(service.http().get(path).header("X-Forwarded-Proto", "https").send().status()).as(path)
					.isEqualTo(404);
			}
		}
	}

	private Replica start(Map<String, String> changes) {
		Map<String, String> settings = new LinkedHashMap<>();
		Stream.concat(RealStores.onPostgres(this.database).stream(), RealStores.onRedis().stream())
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
