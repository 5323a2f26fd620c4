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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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

	private static final String RANDOM = random();

	private static final String OTHER = random();

	private final String database = RealStores.newDatabase();

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					spring.datasource.url           |                                  | spring.datasource.url (SPRING_DATASOURCE_URL) is not set | jdbc:postgresql://
					spring.datasource.url           | jdbc:h2:mem:x                    | spring.datasource.url (SPRING_DATASOURCE_URL) is not PostgreSQL | jdbc:postgresql://
					spring.datasource.url           | jdbc:h2:file:/tmp/x              | spring.datasource.url (SPRING_DATASOURCE_URL) is not PostgreSQL | jdbc:postgresql://
					spring.data.redis.url           | redis//:p4ssw0rd@cache:6379      | spring.data.redis.url (SPRING_DATA_REDIS_URL) cannot be read | rediss://
					spring.data.redis.url           | http://:p4ssw0rd@cache           | spring.data.redis.url (SPRING_DATA_REDIS_URL) cannot be read | rediss://
					spring.data.redis.url           | redis://:p4ssw0rd^x@cache        | spring.data.redis.url (SPRING_DATA_REDIS_URL) cannot be read | rediss://
					spring.datasource.hikari.jdbc-url | jdbc:h2:mem:x                    | spring.datasource.hikari.jdbc-url is a second place for the database | spring.datasource.url
					spring.datasource.jndi-name     | java:comp/env/jdbc/x             | spring.datasource.jndi-name is a second place for the database | spring.datasource.url
					spring.data.redis.url           |                                  | spring.data.redis.url (SPRING_DATA_REDIS_URL) is not set | redis://
					spring.profiles.active          | prod,demo                        | spring.profiles.active (SPRING_PROFILES_ACTIVE) names demo beside prod | Name prod alone
					spring.profiles.active          | demo,prod                        | spring.profiles.active (SPRING_PROFILES_ACTIVE) names demo beside prod | Name prod alone
					spring.profiles.active          | production                       | spring.profiles.active (SPRING_PROFILES_ACTIVE) is almost prod | Name prod, in lower case
					spring.profiles.active          | PROD                             | spring.profiles.active (SPRING_PROFILES_ACTIVE) is almost prod | Name prod, in lower case
					spring.profiles.active          | demo,Prod                        | spring.profiles.active (SPRING_PROFILES_ACTIVE) is almost prod | Name prod, in lower case
					gatehouse.admin-password        | hunter2                          | gatehouse.admin-password (GATEHOUSE_ADMIN_PASSWORD) is short or well known | openssl rand -base64 18
					gatehouse.admin-password        | AdminAdminAdmin                  | gatehouse.admin-password (GATEHOUSE_ADMIN_PASSWORD) is short or well known | openssl rand -base64 18
					gatehouse.admin-password        | ChangeMe-ChangeMe                | gatehouse.admin-password (GATEHOUSE_ADMIN_PASSWORD) is short or well known | openssl rand -base64 18
					gatehouse.admin-password        | qwertyuiop123                    | gatehouse.admin-password (GATEHOUSE_ADMIN_PASSWORD) is too long or too easy to guess | openssl rand -base64 18
					gatehouse.public-url            | http://localhost:8080            | gatehouse.public-url (GATEHOUSE_PUBLIC_URL) is not https | https://
					gatehouse.public-url            |                                  | gatehouse.public-url (GATEHOUSE_PUBLIC_URL) is not https | https://
					gatehouse.cookies.secure        | false                            | gatehouse.cookies.secure is off | Leave it on
					gatehouse.trusted-proxies       | 0.0.0.0/0                        | gatehouse.trusted-proxies names a network that holds strangers | Name the proxies alone
					gatehouse.trusted-proxies       | 10.0.0.0/24,::/0                 | gatehouse.trusted-proxies names a network that holds strangers | Name the proxies alone
					gatehouse.require-https         | false                            | gatehouse.require-https is off | gatehouse.trusted-proxies
					gatehouse.require-https         | ''                               | gatehouse.require-https is off | gatehouse.trusted-proxies
					gatehouse.trusted-proxies       | 0.0.0.0/00                       | gatehouse.trusted-proxies names a network that holds strangers | Name the proxies alone
					gatehouse.trusted-proxies       | caddy                            | gatehouse.trusted-proxies names something that is no address | 10.1.2.0/24
					server.forward-headers-strategy | ''                               | server.forward-headers-strategy trusts every sender of the header | gatehouse.trusted-proxies
					gatehouse.trusted-proxies       | 0.0.0.0/+0                       | gatehouse.trusted-proxies names a network that holds strangers | Name the proxies alone
					server.forward-headers-strategy | framework                        | server.forward-headers-strategy trusts every sender of the header | gatehouse.trusted-proxies
					server.forward-headers-strategy | NATIVE                           | server.forward-headers-strategy trusts every sender of the header | gatehouse.trusted-proxies
					server.tomcat.remoteip.protocol-header | X-Forwarded-Proto                | server.tomcat.remoteip.protocol-header trusts every sender of the header | gatehouse.trusted-proxies
					management.server.port          | ''                               | management.server.port (MANAGEMENT_SERVER_PORT) is the port of the callers | 8081
					gatehouse.admin-password        | 'vK3-plover-kettle-9 '           | gatehouse.admin-password (GATEHOUSE_ADMIN_PASSWORD) begins or ends with a blank | openssl rand -base64 18
					gatehouse.cors.allowed-origins  | *                                | gatehouse.cors.allowedOrigins | exact origins
					gatehouse.cors.allowed-origins  | https://*.example.com            | gatehouse.cors.allowedOrigins | exact origins
					gatehouse.cors.allowed-origins  | https://app.example.com,*        | gatehouse.cors.allowedOrigins | exact origins
					""")
	void startWhenASettingIsUnfitThenNamesItAndTheCureAndNotTheValue(String setting, String value, String fault,
			String cure, CapturedOutput output) {
		assertRefused(Map.of(setting, (value != null) ? value : ""), fault, cure, output);
		if (value != null && setting.endsWith("password")) {
			assertThat(output.toString()).doesNotContain(value);
		}
		assertThat(output.toString()).doesNotContain("p4ssw0rd");
	}

	/**
	 * A key in a file, whether or not it is there, hides none of what stands behind it.
	 */
	@ParameterizedTest
	@MethodSource("unfitSecrets")
	void startWhenASecretIsUnfitThenNamesItAndTheCureAndNotTheValue(String setting, String name, String value,
			String fault, CapturedOutput output) {
		Map<String, String> settings = new LinkedHashMap<>();
		if (setting.startsWith("gatehouse.jwt.keys")) {
			settings.put("gatehouse.jwt.keys[0].private-key", "/run/secrets/jwt.pem");
			settings.put("gatehouse.jwt.secret", "");
		}
		settings.put(setting, value);
		assertRefused(settings, name + " " + fault, "openssl rand -base64 32", output);
		if (!value.isEmpty()) {
			assertThat(output.toString()).doesNotContain(value);
		}
	}

	static Stream<Arguments> unfitSecrets() {
		Map<String, String> names = new LinkedHashMap<>();
		names.put("gatehouse.jwt.secret", "gatehouse.jwt.secret (GATEHOUSE_JWT_SECRET)");
		names.put("gatehouse.session.refresh-key", "gatehouse.session.refresh-key (GATEHOUSE_REFRESH_KEY)");
		names.put("gatehouse.jwt.keys[0].secret", "gatehouse.jwt.keys[0].secret");
		names.put("gatehouse.jwt.keys[1].secret", "gatehouse.jwt.keys[1].secret");
		names.put("gatehouse.session.previous-refresh-keys", "gatehouse.session.previous-refresh-keys[0]");
		names.put("gatehouse.session.previous-refresh-keys[0]", "gatehouse.session.previous-refresh-keys[0]");
		Map<String, String> faults = new LinkedHashMap<>();
		faults.put("c2hvcnQ=", "is shorter than 256 bits");
		faults.put("A".repeat(40) + "==", "is not Base64");
		faults.put("not-base64!", "is not Base64");
		faults.put("A".repeat(43) + "=", "is a sample that others know");
		faults.put("eW91ci0yNTYtYml0LXNlY3JldC15b3VyLTI1Ni1iaXQtc2VjcmV0", "is a sample that others know");
		faults.put("ThisIsMySuperSecretKeyForJwtSigningHS256Algo", "is a sample that others know");
		faults.put("404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970", "is hexadecimal, not Base64");
		return names.entrySet()
			.stream()
			.flatMap((name) -> Stream.concat(
					Stream.of("gatehouse.jwt.secret", "gatehouse.session.refresh-key")
						.filter(name.getKey()::equals)
						.map((setting) -> Arguments.of(setting, name.getValue(), "", "is not set")),
					faults.entrySet()
						.stream()
						.map((fault) -> Arguments.of(name.getKey(), name.getValue(), fault.getKey(),
								fault.getValue()))));
	}

	@ParameterizedTest
	@CsvSource({ "gatehouse.jwt.keys[1].secret, gatehouse.jwt.keys cannot be read as a list",
			"gatehouse.session.previous-refresh-keys[2], gatehouse.session.previous-refresh-keys cannot be read" })
	void startWhenASecretIsMisnumberedThenSaysSoAndNotTheValue(String setting, String fault, CapturedOutput output) {
		String value = random();
		assertRefused(Map.of(setting, value), fault, "from 0 without a gap", output);
		assertThat(output.toString()).doesNotContain(value);
	}

	/** Who learns the one would have the other. */
	@ParameterizedTest
	@ValueSource(strings = { "gatehouse.jwt.keys[0].secret", "gatehouse.session.refresh-key",
			"gatehouse.session.previous-refresh-keys" })
	void startWhenASecretServesTwoPurposesThenRefuses(String setting, CapturedOutput output) {
		assertRefused(Map.of(setting, RANDOM), " is the same as gatehouse.jwt.secret (GATEHOUSE_JWT_SECRET)",
				"openssl rand -base64 32", output);
		assertThat(output.toString()).doesNotContain(RANDOM);
	}

	@Test
	void startWhenTheManagementPortIsThatOfTheCallersThenRefuses(CapturedOutput output) {
		String port = String.valueOf(ServiceProcess.freePort());
		assertRefused(Map.of("server.port", port, "management.server.port", port),
				"management.server.port (MANAGEMENT_SERVER_PORT) is the port of the callers", "8081", output);
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
	void storeWhenWrittenInCapitalsThenIsLookedAtAllTheSame(CapturedOutput output) {
		assertRefused(Map.of("gatehouse.rate-limit.store", "REDIS", "spring.data.redis.url", ""),
				"spring.data.redis.url (SPRING_DATA_REDIS_URL) is not set", "redis://", output);
	}

	@Test
	void registrationWhenSwitchedOnThenIsAllowedInProdToo() {
		try (Replica service = start(
				Map.of("gatehouse.registration.enabled", "true", "gatehouse.trusted-proxies", "127.0.0.1,::1"))) {
			assertThat(service.http().post("/auth/register").header("X-Forwarded-Proto", "https").json("""
					{"username":"somebody","password":"plover kettle 7 umbrella"}""").send().status()).isEqualTo(201);
		}
	}

	private void assertRefused(Map<String, String> settings, String fault, String cure, CapturedOutput output) {
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
			assertThat(description.path("paths").propertyNames()).contains("/api/data").doesNotContain("/docs");
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
