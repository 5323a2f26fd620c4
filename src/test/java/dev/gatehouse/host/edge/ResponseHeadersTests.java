package dev.gatehouse.host.edge;

import java.util.Map;

import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.ServerTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The headers that every answer carries, from whichever part of the service.
 */
class ResponseHeadersTests extends ServerTests {

	private static final Map<String, String> EXPECTED = Map.of("X-Content-Type-Options", "nosniff", "X-Frame-Options",
			"DENY", "Referrer-Policy", "no-referrer", "Content-Security-Policy",
			"default-src 'none'; frame-ancestors 'none'", "Cache-Control", "no-store");

	@ParameterizedTest
	@ValueSource(strings = { "/api/data", "/api/protected", "/api/whoami", "/auth/github", "/auth/login", "/nowhere",
			"/actuator/health", "/api/data;x", "/test/failing-handler", "/test/failing-filter", "/test/send-error",
			"/auth/github/callback" })
	void answerWhenAnyThenCarriesTheHeadersOnce(String path) {
		Answer answer = this.http.get(path).send();
		EXPECTED.forEach((name, value) -> assertThat(answer.headers(name)).as(name).containsExactly(value));
		assertThat(answer.headers("X-Request-Id")).hasSize(1);
		assertThat(answer.headers("Server")).isEmpty();
		assertThat(answer.headers("X-Powered-By")).isEmpty();
		assertThat(answer.headers("Pragma")).isEmpty();
	}

	@Test
	void answerWhenAPageThenMayLoadItsOwn() {
		Answer answer = this.http.get("/problems/token_expired").send();
		assertThat(answer.header("Content-Security-Policy")).startsWith("default-src 'self';");
		assertThat(answer.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
	}

	/** The page was a forward once, which ended these answers without a header. */
	@ParameterizedTest
	@ValueSource(strings = { "GET /", "HEAD /", "GET /index.html", "HEAD /index.html", "HEAD /gatehouse.css",
			"HEAD /docs", "HEAD /problems", "HEAD /api/data", "HEAD /nowhere" })
	void answerWhenItHasNoBodyThenCarriesTheHeadersToo(String call) {
		String[] parts = call.split(" ");
		Answer answer = this.http.call(parts[0], parts[1]).send();
		EXPECTED.keySet().forEach((name) -> assertThat(answer.headers(name)).as(name).hasSize(1));
		if (!answer.header("ETag").isEmpty()) {
			Answer again = this.http.call(parts[0], parts[1]).header("If-None-Match", answer.header("ETag")).send();
			assertThat(again.status()).isEqualTo(304);
			EXPECTED.keySet().forEach((name) -> assertThat(again.headers(name)).as(name).hasSize(1));
		}
	}

	@Test
	void bodyWhenTooLargeThenIsRefusedAtEveryDoor() {
		String large = "{\"x\":\"" + "x".repeat(2_000_000) + "\"}";
		for (String path : new String[] { "/auth/login", "/api/keys", "/api/data", "/auth/github", "/nowhere" }) {
			assertThat(this.http.post(path).json(large).send().summary()).as(path).isEqualTo("413 payload_too_large");
		}
		assertThat(this.http.post("/auth/login").chunked("application/json", large.getBytes()).send().summary())
			.isEqualTo("413 payload_too_large");
	}

	@Test
	void requestIdWhenWellFormedThenIsEchoed() {
		Answer answer = this.http.get("/nowhere").header("X-Request-Id", "order-7.retry_2").send();
		assertThat(answer.header("X-Request-Id")).isEqualTo("order-7.retry_2");
		assertThat(answer.text("request_id")).isEqualTo("order-7.retry_2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "two words", "<script>", "", "a\tb", "é" })
	void requestIdWhenMalformedThenIsMadeAnew(String id) {
		Answer answer = this.http.get("/nowhere").header("X-Request-Id", id).send();
		assertThat(answer.header("X-Request-Id")).matches("[0-9a-f-]{36}");
	}

	@Test
	void requestIdWhenTooLongThenIsMadeAnew() {
		Answer answer = this.http.get("/nowhere").header("X-Request-Id", "a".repeat(65)).send();
		assertThat(answer.header("X-Request-Id")).matches("[0-9a-f-]{36}");
	}

	@Test
	void corsWhenNotConfiguredThenNoOriginIsAllowed() {
		Answer preflight = this.http.call("OPTIONS", "/api/protected")
			.header("Origin", "https://app.example.com")
			.header("Access-Control-Request-Method", "GET")
			.send();
		assertThat(preflight.headers("Access-Control-Allow-Origin")).isEmpty();
		assertThat(preflight.status()).isEqualTo(401);
		Answer simple = this.http.get("/nowhere").header("Origin", "null").send();
		assertThat(simple.headers("Access-Control-Allow-Origin")).isEmpty();
	}

	@Test
	void hstsWhenOverPlainHttpThenIsAbsent() {
		assertThat(this.http.get("/nowhere").send().headers("Strict-Transport-Security")).isEmpty();
	}

}
