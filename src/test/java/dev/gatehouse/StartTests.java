package dev.gatehouse;

import java.util.ArrayList;
import java.util.List;

import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServiceProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

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

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void startWhenDemoThenTheLogEndsWithWhatANewcomerNeeds(CapturedOutput log) {
		int port = ServiceProcess.freePort();
		try (Replica service = Replica.start("--server.port=" + port, "--GITHUB_CLIENT_ID=id",
				"--GITHUB_CLIENT_SECRET=confidential")) {
			assertThat(log.getOut().lines().filter((line) -> line.startsWith("  "))).containsSubsequence(
					"  open      http://localhost:" + port, "  log in    admin, with the password secret",
					"  API key   " + service.http().get("/demo.json").send().text("api_key"),
					"  GitHub    at https://github.com/");
			assertThat(log.getOut()).doesNotContain("confidential").endsWith("github.com/" + System.lineSeparator());
			assertThat(service.http().get("/auth/github").send().header("Location"))
				.contains("redirect_uri=http://localhost:" + port + "/auth/github/callback");
		}
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void startWhenPortIsTakenThenSaysHowToChooseAnother(CapturedOutput log) {
		try (Replica other = Replica.start()) {
			assertThat(catchThrowable(() -> Replica.start("--server.port=" + other.port()))).isNotNull();
			assertThat(log.getOut()).contains("Another process has port " + other.port() + ".", "--server.port=9200");
		}
	}

	@Test
	void startWhenSecurityContactIsGivenThenIsToldWhereToReport() {
		try (Replica service = Replica.start("--gatehouse.security-contact=mailto:security@example.com")) {
			Answer answer = service.http().get("/.well-known/security.txt").send();
			assertThat(answer.header("Content-Type")).startsWith("text/plain");
			assertThat(answer.body())
				.matches("Contact: mailto:security@example\\.com\nExpires: \\d{4}-\\d\\d-\\d\\dT00:00:00Z\n");
		}
		assertThat(failure("--gatehouse.security-contact=security@example.com"))
			.contains("mailto:security@example.com");
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "https://*.example.com", "null", "https://app.example.com/", "app.example.com" })
	void startWhenCorsOriginIsNotExactThenRefuses(String origin) {
		assertThat(failure("--gatehouse.cors.allowed-origins=" + origin)).contains("gatehouse.cors.allowed-origins ")
			.contains("such as https://api.example.com");
	}

	@Test
	void startWhenRedirectWouldTakeTheHostFromTheRequestThenRefuses() {
		assertThat(failure("--GITHUB_CLIENT_ID=id", "--GITHUB_CLIENT_SECRET=confidential",
				"--spring.security.oauth2.client.registration.github.redirect-uri={baseUrl}/auth/github/callback"))
			.contains("redirect-uri must be a complete URL")
			.doesNotContain("confidential");
	}

	@ParameterizedTest
	@CsvSource({
			"--spring.security.oauth2.client.provider.github.user-name-attribute=login, user-name-attribute must be id",
			"--gatehouse.login.return-targets=//evil.example, must be paths of this service",
			"--gatehouse.login.return-targets=https://evil.example, must be paths of this service" })
	void startWhenProviderSettingsAreUnsafeThenRefuses(String option, String fault) {
		assertThat(failure("--GITHUB_CLIENT_ID=id", "--GITHUB_CLIENT_SECRET=confidential", option)).contains(fault)
			.doesNotContain("confidential");
	}

	@Test
	void startWhenOpenIdProviderHasNoIssuerThenRefuses() {
		String okta = "--spring.security.oauth2.client.registration.okta.";
		assertThat(failure(okta + "client-id=id", okta + "client-secret=confidential",
				"--spring.security.oauth2.client.provider.okta.authorization-uri=https://okta.example/a",
				"--spring.security.oauth2.client.provider.okta.token-uri=https://okta.example/t",
				okta + "authorization-grant-type=authorization_code", okta + "redirect-uri=https://x.example/cb"))
			.contains("provider.okta.issuer-uri is missing");
	}

	@ParameterizedTest
	@ValueSource(strings = { "--gatehouse.jwt.access-token-ttl=0s", "--gatehouse.jwt.access-token-ttl=2h",
			"--gatehouse.jwt.audience=", "--gatehouse.jwt.clock-skew=10m" })
	void startWhenTokenSettingsAreUnfitThenRefuses(String option) {
		assertThat(failure(option)).contains("gatehouse.jwt");
	}

	@ParameterizedTest
	@ValueSource(strings = { "nonsense", "http://localhost:8080/", "ftp://localhost", "https://a b" })
	void startWhenPublicUrlIsNotSchemeHostAndPortThenRefuses(String url) {
		assertThat(failure("--gatehouse.public-url=" + url)).contains("such as https://api.example.com");
	}

	@Test
	void startWhenCookiesAreSecureThenNoSiblingDomainCanPlantOne() {
		try (Replica service = Replica.start("--gatehouse.cookies.secure=true", "--GITHUB_CLIENT_ID=id",
				"--GITHUB_CLIENT_SECRET=secret")) {
			String cookie = service.http().get("/auth/github").send().cookie("__Host-login-").orElseThrow();
			assertThat(cookie).contains("Path=/;").contains("Secure").contains("HttpOnly").contains("SameSite=Lax");
		}
	}

	@Test
	void startWhenNoProviderIsConfiguredThenSaysWhichVariablesToSet() {
		try (Replica service = Replica.start("--GITHUB_CLIENT_ID=", "--GITHUB_CLIENT_SECRET=")) {
			for (String path : List.of("/auth/github", "/auth/github/callback?code=a&state=b")) {
				Answer answer = service.http().get(path).send();
				assertThat(answer.summary()).isEqualTo("404 provider_not_configured");
				assertThat(answer.text("detail")).contains("GITHUB_CLIENT_ID").contains("GITHUB_CLIENT_SECRET");
			}
			assertThat(service.http().get("/auth/google").send().text("detail")).contains("GOOGLE_CLIENT_ID");
			assertThat(service.http().get("/auth/providers").send().body())
				.isEqualTo("{\"providers\":[],\"names\":{},\"passkeys\":true}");
		}
	}

	@Test
	void startWhenOnlyOneVariableIsSetThenProviderIsOff() {
		try (Replica service = Replica.start("--GITHUB_CLIENT_ID=id", "--GITHUB_CLIENT_SECRET=")) {
			assertThat(service.http().get("/auth/github").send().code()).isEqualTo("provider_not_configured");
		}
	}

	@Test
	void startWhenCorsOriginIsGivenThenThatOneMayCallAndNoOther() {
		try (Replica service = Replica.start("--gatehouse.cors.allowed-origins=https://app.example.com")) {
			assertThat(preflight(service, "https://app.example.com").header("Access-Control-Allow-Origin"))
				.isEqualTo("https://app.example.com");
			Answer other = preflight(service, "https://app.example.com.evil.example");
			assertThat(other.headers("Access-Control-Allow-Origin")).isEmpty();
			assertThat(other.summary()).isEqualTo("403 origin_not_allowed");
			Answer simple = service.http().get("/api/data").header("Origin", "null").send();
			assertThat(simple.summary()).isEqualTo("403 origin_not_allowed");
			assertThat(preflight(service, "https://app.example.com").headers("Access-Control-Allow-Credentials"))
				.isEmpty();
		}
	}

	@Test
	void startWhenCorsOriginIsWrittenAnotherWayThenIsTheOneThatBrowsersSend() {
		try (Replica service = Replica.start("--gatehouse.cors.allowed-origins=HTTPS://App.Example.com:443",
				"--gatehouse.cors.allowed-headers=X-Tenant,X-Other")) {
			Answer answer = service.http()
				.call("OPTIONS", "/api/protected")
				.header("Origin", "https://app.example.com")
				.header("Access-Control-Request-Method", "GET")
				.header("Access-Control-Request-Headers",
						"authorization,baggage,traceparent,tracestate,x-requested-with,x-tenant")
				.send();
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.header("Access-Control-Allow-Headers")).contains("baggage", "traceparent", "tracestate",
					"x-requested-with", "x-tenant");
			assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("3600");
			assertThat(service.http()
				.call("OPTIONS", "/api/protected")
				.header("Origin", "https://app.example.com")
				.header("Access-Control-Request-Method", "GET")
				.header("Access-Control-Request-Headers", "x-stranger")
				.send()
				.code()).isEqualTo("origin_not_allowed");
		}
	}

	@ParameterizedTest
	@CsvSource({ "provider.github.token-uri, https://a:b:c", "provider.github.authorization-uri, https://::1",
			"provider.github.user-info-uri, https://u:confidential@a", "provider.github.jwk-set-uri, ftp://a/keys",
			"registration.github.redirect-uri, https://a:99999/auth/github/callback" })
	void startWhenAnAddressOfAProviderCannotWorkThenRefuses(String setting, String address) {
		assertThat(failure("--GITHUB_CLIENT_ID=id", "--GITHUB_CLIENT_SECRET=confidential",
				"--spring.security.oauth2.client." + setting + "=" + address))
			.contains("spring.security.oauth2.client." + setting)
			.doesNotContain("confidential");
	}

	@Test
	void startWhenSigningKeyIsSharedThenReplicasTakeEachOthersTokensAndElseNot() {
		String secret = "--gatehouse.jwt.secret=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
		String issuer = "--gatehouse.jwt.issuer=https://api.example.com";
		try (Replica one = Replica.start(secret, issuer);
				Replica other = Replica.start(secret, issuer);
				Replica stranger = Replica.start(issuer)) {
			String token = one.login();
			assertThat(one.http().get("/api/protected").bearer(token).send().status()).isEqualTo(200);
			assertThat(other.http().get("/api/protected").bearer(token).send().status()).isEqualTo(200);
			assertThat(stranger.http().get("/api/protected").bearer(token).send().code()).isEqualTo("token_invalid");
		}
	}

	private static Answer preflight(Replica service, String origin) {
		return service.http()
			.call("OPTIONS", "/api/protected")
			.header("Origin", origin)
			.header("Access-Control-Request-Method", "GET")
			.header("Access-Control-Request-Headers", "authorization")
			.send();
	}

	/** Starts with options that must not do, and answers everything that was said. */
	private static String failure(String... options) {
		Throwable failure = catchThrowable(() -> Replica.start(options).close());
		assertThat(failure).as("it started").isNotNull();
		List<String> messages = new ArrayList<>();
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			messages.add(String.valueOf(cause));
		}
		return String.join("\n", messages);
	}

}
