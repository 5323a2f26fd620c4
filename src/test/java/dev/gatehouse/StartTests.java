package dev.gatehouse;

import java.util.ArrayList;
import java.util.List;

import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * How the service starts, and when it does not.
 */
class StartTests {

	@Test
	void startWhenNotDemoAndNoSigningKeyThenNamesPropertyAndCure() {
		assertThat(failure("--spring.profiles.active=none")).contains("gatehouse.jwt.secret")
			.contains("GATEHOUSE_JWT_SECRET")
			.contains("is not set")
			.contains("openssl rand -base64 32");
	}

	@ParameterizedTest
	@CsvSource({ "c2hvcnQ=, is shorter than 256 bits", "not-base-64!, is not Base64" })
	void startWhenSigningKeyIsUnfitThenNamesTheFaultAndNotTheValue(String secret, String fault) {
		assertThat(failure("--gatehouse.jwt.secret=" + secret)).contains("gatehouse.jwt.secret")
			.contains(fault)
			.doesNotContain(secret);
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "https://*.example.com", "null", "https://app.example.com/", "app.example.com" })
	void startWhenCorsOriginIsNotExactThenRefuses(String origin) {
		assertThat(failure("--gatehouse.cors.allowed-origins=" + origin)).contains("exact origins");
	}

	@Test
	void startWhenRedirectWouldTakeTheHostFromTheRequestThenRefuses() {
		assertThat(failure("--GITHUB_CLIENT_ID=id", "--GITHUB_CLIENT_SECRET=confidential",
				"--spring.security.oauth2.client.registration.github.redirect-uri={baseUrl}/auth/github/callback"))
			.contains("redirect-uri must be a complete URL")
			.doesNotContain("confidential");
	}

	@ParameterizedTest
	@ValueSource(strings = { "--gatehouse.jwt.access-token-ttl=0s", "--gatehouse.jwt.access-token-ttl=2h",
			"--gatehouse.jwt.audience=", "--gatehouse.jwt.clock-skew=10m" })
	void startWhenTokenSettingsAreUnfitThenRefuses(String option) {
		assertThat(failure(option)).contains("gatehouse.jwt");
	}

	@Test
	void startWhenNoProviderIsConfiguredThenSaysWhichVariablesToSet() {
		try (Running service = new Running("--GITHUB_CLIENT_ID=", "--GITHUB_CLIENT_SECRET=")) {
			for (String path : List.of("/auth/github", "/auth/github/callback?code=a&state=b")) {
				Answer answer = service.http.get(path).send();
				assertThat(answer.summary()).isEqualTo("404 provider_not_configured");
				assertThat(answer.text("detail")).contains("GITHUB_CLIENT_ID").contains("GITHUB_CLIENT_SECRET");
			}
			assertThat(service.http.get("/auth/google").send().summary()).isEqualTo("404 not_found");
		}
	}

	@Test
	void startWhenOnlyOneVariableIsSetThenProviderIsOff() {
		try (Running service = new Running("--GITHUB_CLIENT_ID=id", "--GITHUB_CLIENT_SECRET=")) {
			assertThat(service.http.get("/auth/github").send().code()).isEqualTo("provider_not_configured");
		}
	}

	@Test
	void startWhenCorsOriginIsGivenThenThatOneMayCallAndNoOther() {
		try (Running service = new Running("--gatehouse.cors.allowed-origins=https://app.example.com")) {
			assertThat(preflight(service, "https://app.example.com").header("Access-Control-Allow-Origin"))
				.isEqualTo("https://app.example.com");
			Answer other = preflight(service, "https://app.example.com.evil.example");
			assertThat(other.headers("Access-Control-Allow-Origin")).isEmpty();
			assertThat(other.status()).isEqualTo(403);
			assertThat(preflight(service, "https://app.example.com").headers("Access-Control-Allow-Credentials"))
				.isEmpty();
		}
	}

	@Test
	void startWhenSigningKeyIsSharedThenReplicasTakeEachOthersTokensAndElseNot() {
		String secret = "--gatehouse.jwt.secret=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
		String issuer = "--gatehouse.jwt.issuer=https://api.example.com";
		try (Running one = new Running(secret, issuer);
				Running other = new Running(secret, issuer);
				Running stranger = new Running(issuer)) {
			String token = one.login();
			assertThat(one.http.get("/api/protected").bearer(token).send().status()).isEqualTo(200);
			assertThat(other.http.get("/api/protected").bearer(token).send().status()).isEqualTo(200);
			assertThat(stranger.http.get("/api/protected").bearer(token).send().code()).isEqualTo("token_invalid");
		}
	}

	private static Answer preflight(Running service, String origin) {
		return service.http.call("OPTIONS", "/api/protected")
			.header("Origin", origin)
			.header("Access-Control-Request-Method", "GET")
			.header("Access-Control-Request-Headers", "authorization")
			.send();
	}

	/** Starts with options that must not do, and answers everything that was said. */
	private static String failure(String... options) {
		Throwable failure = catchThrowable(() -> new Running(options).close());
		assertThat(failure).as("it started").isNotNull();
		List<String> messages = new ArrayList<>();
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			messages.add(String.valueOf(cause));
		}
		return String.join("\n", messages);
	}

	/** The service on a free port with a store of its own. */
	private static final class Running implements AutoCloseable {

		private final ServletWebServerApplicationContext context;

		private final Http http;

		Running(String... options) {
			List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--logging.level.root=warn",
					"--spring.datasource.generate-unique-name=true"));
			arguments.addAll(List.of(options));
			this.context = (ServletWebServerApplicationContext) SpringApplication.run(GatehouseApplication.class,
					arguments.toArray(String[]::new));
			this.http = new Http("http://localhost:" + this.context.getWebServer().getPort());
		}

		String login() {
			return this.http.post("/auth/login").json("""
					{"username":"admin","password":"secret"}""").send().text("access_token");
		}

		@Override
		public void close() {
			this.context.close();
		}

	}

}
