package dev.gatehouse.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.support.CheapHashing;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.ServerTests;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Logging in with a name and a password.
 */
class LoginTests extends ServerTests {

	@Autowired
	private CheapHashing hashing;

	@Test
	void loginWhenPasswordIsRightThenAnswersAShortToken() {
		Answer answer = login(body("admin", "secret"));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.text("token_type")).isEqualTo("bearer");
		assertThat(answer.json().path("expires_in").asInt()).isEqualTo(900);
		assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
		assertThat(answer.headers("Set-Cookie")).isEmpty();
	}

	@Test
	void tokenWhenIssuedThenCarriesTheClaimsOfTheContract() {
		String[] parts = login("admin", "secret").split("\\.");
		JsonNode header = decode(parts[0]);
		JsonNode claims = decode(parts[1]);
		assertThat(header.path("alg").asString()).isEqualTo("HS256");
		assertThat(header.path("typ").asString()).isEqualTo("at+jwt");
		assertThat(header.path("kid").asString()).isNotBlank();
		assertThat(header.size()).isEqualTo(3);
		assertThat(claims.path("iss").asString()).isEqualTo(issuer());
		assertThat(claims.path("aud").get(0).asString()).isEqualTo("gatehouse");
		assertThat(claims.path("sub").asString()).isEqualTo("admin");
		assertThat(claims.path("role").asString()).isEqualTo("admin");
		assertThat(claims.path("scope").asString()).isEqualTo("data:read");
		assertThat(claims.path("amr").get(0).asString()).isEqualTo("pwd");
		assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(900);
		assertThat(claims.path("sid").asString()).isNotBlank().isNotEqualTo(claims.path("jti").asString());
	}

	@Test
	void tokenWhenIssuedTwiceInASecondThenIsAnother() {
		assertThat(login("admin", "secret")).isNotEqualTo(login("admin", "secret"));
	}

	@Test
	void loginWhenItFailsThenAllFourWaysAreIdentical() {
		List<String> bodies = new ArrayList<>();
		for (Map.Entry<String, String> attempt : failures()) {
			Answer answer = login(body(attempt.getKey(), attempt.getValue()));
			assertThat(answer.summary()).isEqualTo("401 invalid_credentials Bearer realm=\"gatehouse\"");
			bodies.add(answer.body().replaceAll("\"request_id\":\"[^\"]*\"", ""));
		}
		assertThat(bodies).hasSize(8).containsOnly(bodies.get(0));
		assertThat(bodies.get(0)).contains("\"detail\":\"Invalid credentials\"");
	}

	/**
	 * Counted, not measured: on a busy machine a clock shows no difference that is
	 * smaller than a hash. {@code src/bench} measures.
	 */
	@Test
	void loginWhenItFailsThenEveryWayCostsOneHashOfTheSameStrength() {
		login(body("nobody-at-all", "wrong")); // makes the hash of those that have none
		for (Map.Entry<String, String> attempt : failures()) {
			if (attempt.getValue().isEmpty()) {
				continue; // no password needs no hash to be wrong
			}
			this.hashing.forget();
			login(body(attempt.getKey(), attempt.getValue()));
			assertThat(this.hashing.compared()).as(attempt.getKey())
				.singleElement(InstanceOfAssertFactories.STRING)
				.matches("\\{bcrypt}\\$2a\\$04\\$[./A-Za-z0-9]{53}");
		}
	}

	@Test
	void loginWhenPasswordIsSeventyTwoRightBytesAndMoreThenRefused() {
		String hash = new BCryptPasswordEncoder(4).encode("a".repeat(72));
		String name = this.accounts.withHash("{bcrypt}" + hash).subject();
		assertThat(login(body(name, "a".repeat(72))).status()).isEqualTo(200);
		assertThat(login(body(name, "a".repeat(73))).code()).isEqualTo("invalid_credentials");
		assertThat(login(body(name, "a".repeat(72) + "b".repeat(2000))).code()).isEqualTo("invalid_credentials");
	}

	@ParameterizedTest
	@ValueSource(strings = { "plain", "{noop}secret", "{bcrypt}garbage", "{unknown}x", "$2a$10$abc", "{bcrypt}" })
	void loginWhenStoredHashIsOddThenWrongPasswordNotAFault(String stored) {
		String name = this.accounts.withHash(stored).subject();
		assertThat(login(body(name, "secret")).code()).isEqualTo("invalid_credentials");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "' or 1=1 --", "admin\\u0000", " admin", "admin ", "\\u0430dmin", "github|583231" })
	void loginWhenNameIsOddThenInvalidCredentials(String name) {
		assertThat(login(body(name, "secret")).code()).isEqualTo("invalid_credentials");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"username\":\"admin\"}", "{\"password\":\"secret\"}", "{}", "[]", "null", "7",
			"\"text\"", "", " ", "{", "{\"username\":\"admin\",\"password\":\"secret\"",
			"{\"username\":\"admin\",\"password\":\"secret\"}x", "{\"username\":\"admin\",\"password\":\"secret\"}{}",
			"{\"username\":\"admin\",\"password\":\"secret\",\"role\":\"admin\"}",
			"{\"username\":\"admin\",\"password\":\"secret\",\"password\":\"other\"}",
			"{\"username\":\"admin\",\"password\":1}", "{\"username\":\"admin\",\"password\":true}",
			"{\"username\":\"admin\",\"password\":1.5}", "{\"username\":\"admin\",\"password\":null}",
			"{\"username\":\"admin\",\"password\":[\"secret\"]}", "{\"username\":\"admin\",\"password\":{}}",
			"{\"username\":[\"admin\"],\"password\":\"secret\"}", "{'username':'admin','password':'secret'}",
			"{\"Username\":\"admin\",\"password\":\"secret\"}", "{\"username\":\"\\ud800\",\"password\":7}" })
	void loginWhenBodyIsNotAsDocumentedThenInvalidRequest(String body) {
		Answer answer = login(body);
		assertThat(answer.summary()).isEqualTo("400 invalid_request");
		assertThat(answer.body()).doesNotContain("secret\"")
			.doesNotContain("Exception")
			.doesNotContain("dev.gatehouse");
	}

	@Test
	void loginWhenAMemberIsUnknownThenNamesIt() {
		assertThat(login("{\"username\":\"admin\",\"password\":\"secret\",\"rolle\":1}").text("detail"))
			.contains("rolle");
		assertThat(login("{\"username\":\"admin\"}").text("detail")).isEqualTo("password is required");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "application/x-www-form-urlencoded", "text/plain", "application/xml", "application/json5" })
	void loginWhenBodyIsNotJsonThenUnsupportedMediaType(String type) {
		assertThat(this.http.post("/auth/login").body(type, "username=admin&password=secret").send().summary())
			.isEqualTo("415 unsupported_media_type");
	}

	@Test
	void loginWhenBodyIsSixteenKilobytesThenIsRead() {
		String padded = padded(16 * 1024);
		assertThat(login(padded).status()).isEqualTo(200);
	}

	@Test
	void loginWhenBodyIsOneByteMoreThenTooLarge() {
		assertThat(login(padded(16 * 1024 + 1)).summary()).isEqualTo("413 payload_too_large");
	}

	@Test
	void loginWhenBodyIsLargeAndChunkedThenTooLarge() {
		Answer answer = this.http.post("/auth/login")
			.chunked("application/json", padded(200_000).getBytes(StandardCharsets.UTF_8))
			.send();
		assertThat(answer.summary()).isEqualTo("413 payload_too_large");
	}

	/** Noticed in the middle of a member, where Jackson wraps the refusal. */
	@Test
	void loginWhenMemberIsLargeAndChunkedThenTooLarge() {
		String body = body("a".repeat(200_000), "secret");
		assertThat(this.http.post("/auth/login")
			.chunked("application/json", body.getBytes(StandardCharsets.UTF_8))
			.send()
			.summary()).isEqualTo("413 payload_too_large");
	}

	@Test
	void loginWhenBodyIsDeepThenInvalidRequestNotAFault() {
		assertThat(login("{\"username\":" + "[".repeat(8000)).summary()).isEqualTo("400 invalid_request");
	}

	@Test
	void loginWhenCredentialsAreInTheUrlThenAreNotRead() {
		Answer answer = this.http.post("/auth/login?username=admin&password=secret").json("{}").send();
		assertThat(answer.summary()).isEqualTo("400 invalid_request");
	}

	private List<Map.Entry<String, String>> failures() {
		return List.of(Map.entry("nobody-at-all", "wrong"), Map.entry("admin", "wrong"), Map.entry("admin", ""),
				Map.entry(this.accounts.disabled().subject(), TestAccounts.PASSWORD),
				Map.entry(this.accounts.disabled().subject(), "wrong"),
				Map.entry(this.accounts.withoutPassword().subject(), "wrong"),
				Map.entry("admin", "secret" + "x".repeat(100)), Map.entry("x".repeat(2000), "wrong"));
	}

	private Answer login(String body) {
		return this.http.post("/auth/login").json(body).send();
	}

	private static String body(String username, String password) {
		return """
				{"username":"%s","password":"%s"}""".formatted(username, password);
	}

	private static String padded(int bytes) {
		String body = body("admin", "secret");
		return body + " ".repeat(bytes - body.length());
	}

	private static JsonNode decode(String part) {
		return JsonMapper.shared().readTree(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
	}

}
