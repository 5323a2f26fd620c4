package dev.gatehouse.host.edge;

import java.util.Arrays;

import dev.gatehouse.caller.CallerAuthentication;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.RawHttp;
import dev.gatehouse.support.ServerTests;
import jakarta.servlet.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.authentication.AuthenticationFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the framework's defaults would let something through, turn an error into another,
 * or say too much. One test a trap.
 */
class SpringTrapsTests extends ServerTests {

	@Autowired
	private ApplicationContext context;

	@Autowired
	private FilterChainProxy filterChains;

	@ParameterizedTest
	@CsvSource({ "GET, /auth/login, 405 method_not_allowed", "POST, /auth/refresh, 400 invalid_request",
			"GET, /auth/logout, 405 method_not_allowed", "GET, /auth/facebook, 404 not_found",
			"GET, /auth/google, 404 provider_not_configured", "GET, /auth/github/other, 404 not_found" })
	void oauth2ChainWhenPathIsNotAConfiguredProviderThenLeavesItAlone(String method, String path, String expected) {
		assertThat(this.http.call(method, path).send().summary()).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "/test/failing-handler, 500 internal_error", "/test/failing-filter, 500 internal_error",
			"/test/send-error, 400 invalid_request", "/nowhere, 404 not_found" })
	void errorWhenItHappensThenKeepsItsStatusAndSaysNothingMore(String path, String expected) {
		Answer answer = this.http.get(path).send();
		assertThat(answer.summary()).isEqualTo(expected);
		assertThat(answer.body()).doesNotContain("hunter2").doesNotContain("Exception").doesNotContain("trace");
		assertThat(answer.headers("Set-Cookie")).isEmpty();
		assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
		assertThat(answer.text("request_id")).isEqualTo(answer.header("X-Request-Id"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/nope?y=%ff", "/api/data?y=%ff", "/auth/github/callback?state=%ff&code=a" })
	void errorWhenTheQueryCannotBeDecodedThenIsTheCallersFault(String path) {
		String response = new RawHttp(port()).send("GET " + path + " HTTP/1.1");
		assertThat(RawHttp.status(response)).isIn(400, 401, 404);
		assertThat(response).contains("application/problem+json").doesNotContain("internal_error");
	}

	@ParameterizedTest
	@ValueSource(strings = { "CONNECT /api/data HTTP/1.1", "GET / HTTP/3.0", "FOO /api/data HTTP/1.1",
			"get /api/data HTTP/1.1" })
	void containerWhenRequestLineIsOfAnotherWorldThenIsNotOurFault(String requestLine) {
		String response = new RawHttp(port()).send(requestLine);
		assertThat(RawHttp.status(response)).isBetween(400, 499);
		assertThat(response).doesNotContain("<html").contains("application/problem+json");
	}

	@Test
	void containerWhenTransferCodingIsUnknownThenIsNotOurFault() {
		String response = new RawHttp(port()).send("POST /auth/login HTTP/1.1", "Transfer-Encoding: foo");
		assertThat(RawHttp.status(response)).isEqualTo(400);
	}

	@ParameterizedTest
	@CsvSource({ "POST, /auth/login, 415 unsupported_media_type", "POST, /nope, 404 not_found",
			"PUT, /nope, 404 not_found" })
	void formWhenItIsBrokenThenNobodyParsesIt(String method, String path, String expected) {
		assertThat(this.http.call(method, path).body("multipart/form-data", "x").send().summary()).isEqualTo(expected);
		assertThat(this.http.call(method, path).body("application/x-www-form-urlencoded", "%zz=1").send().summary())
			.isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "POST", "OPTIONS", "DELETE" })
	void errorPageWhenAskedForByAnyMethodThenIsAbsent(String method) {
		assertThat(this.http.call(method, "/error").send().summary()).isEqualTo("404 not_found");
	}

	@Test
	void errorPageWhenAskedForDirectlyThenIsAbsent() {
		assertThat(this.http.get("/error").send().summary()).isEqualTo("404 not_found");
	}

	@ParameterizedTest
	@ValueSource(strings = { "//api/data", "/api//data", "/api/./data", "/api/../api/data", "/api/data;x=1",
			"/api/data/..;/data", "/api/%2e/data", "/api%2fdata", "/api/data%00", "/api/data%0a", "/api/%5cdata",
			"/api/data%25", "/api\\data" })
	void firewallWhenPathIsOddThenProblemWithHeaders(String path) {
		String response = new RawHttp(port()).send("GET " + path + " HTTP/1.1");
		assertThat(RawHttp.status(response)).isEqualTo(400);
		assertThat(response).contains("application/problem+json").contains("X-Content-Type-Options: nosniff");
		assertThat(response).doesNotContain("<html").doesNotContain("JSESSIONID");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/%64ata", "/api/data", "/api/data/", "/api/data/x", "/api/data?x=1", "/api/data#x" })
	void apiKeyChainWhenPathIsSpeltOtherwiseThenStillAsksForTheKey(String path) {
		String response = new RawHttp(port()).send("GET " + path + " HTTP/1.1");
		assertThat(RawHttp.status(response)).isIn(400, 401);
		assertThat(response).doesNotContain("\"data\":\"here\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/API/data", "/Api/Data", "/api/data.", "/api/data.json", "/api/DATA" })
	void dataWhenPathIsAlmostRightThenNeverOpens(String path) {
		String response = new RawHttp(port()).send("GET " + path + " HTTP/1.1");
		assertThat(RawHttp.status(response)).isIn(401, 404);
		assertThat(response).doesNotContain("\"data\":\"here\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Original-URL: /actuator/health", "X-Rewrite-URL: /actuator/health",
			"X-HTTP-Method-Override: OPTIONS", "X-Forwarded-Prefix: /public", "X-Forwarded-Path: /actuator/health" })
	void apiKeyChainWhenAHeaderOverridesThePathThenItDoesNot(String header) {
		String response = new RawHttp(port()).send("GET /api/data HTTP/1.1", header);
		assertThat(RawHttp.status(response)).isEqualTo(401);
	}

	@Test
	void containerWhenRequestLineIsMalformedThenProblemNotHtml() {
		String response = new RawHttp(port()).send("GET /api/data?x=[\"] HTTP/1.1");
		assertThat(RawHttp.status(response)).isEqualTo(400);
		assertThat(response).contains("application/problem+json").contains("\"code\":\"invalid_request\"");
		assertThat(response).contains("Content-Security-Policy").doesNotContain("<html");
	}

	@Test
	void containerWhenHeadersAreTooLargeThenProblemNotHtml() {
		String response = new RawHttp(port()).send("GET /api/data HTTP/1.1", "X-Large: " + "a".repeat(20_000));
		assertThat(RawHttp.status(response)).isEqualTo(400);
		assertThat(response).contains("application/problem+json").doesNotContain("<html");
	}

	@Test
	void traceWhenSentThenMethodNotAllowedAndNothingIsEchoed() {
		String response = new RawHttp(port()).send("TRACE /api/data HTTP/1.1", "X-API-Key: gk_echo");
		assertThat(RawHttp.status(response)).isEqualTo(405);
		assertThat(response).contains("application/problem+json").contains("Allow:").contains("X-Frame-Options: DENY");
		assertThat(response).doesNotContain("gk_echo");
	}

	@Test
	void methodWhenItIsNotAllowedThenAllowNamesTheOthers() {
		Answer answer = this.http.post("/api/data").apiKey(this.keys.good()).send();
		assertThat(answer.summary()).isEqualTo("405 method_not_allowed");
		assertThat(answer.header("Allow")).contains("GET");
	}

	@Test
	void acceptWhenNothingFitsThenProblemAllTheSame() {
		Answer answer = this.http.get("/api/data").apiKey(this.keys.good()).header("Accept", "image/png").send();
		assertThat(answer.summary()).isEqualTo("406 not_acceptable");
	}

	@Test
	void logoutWhenSpringsDefaultPathIsAskedThenIsAbsent() {
		assertThat(this.http.get("/logout").send().summary()).isEqualTo("404 not_found");
		assertThat(this.http.get("/login").send().summary()).isEqualTo("404 not_found");
	}

	@Test
	void authenticationWhenBuiltThenCannotBeMergedWithAnother() {
		assertThat(Arrays.stream(CallerAuthentication.class.getDeclaredMethods()))
			.noneMatch((method) -> method.getName().equals("toBuilder"));
	}

	@Test
	void chainsWhenBuiltThenEachHasOneAuthenticationFilterAtMost() {
		assertThat(this.filterChains.getFilterChains()).hasSizeGreaterThan(4)
			.allSatisfy((chain) -> assertThat(chain.getFilters()).filteredOn(AuthenticationFilter.class::isInstance)
				.hasSizeLessThanOrEqualTo(1));
	}

	@Test
	void filtersWhenRegisteredThenNoneAuthenticatesOutsideItsChain() {
		assertThat(this.context.getBeansOfType(Filter.class).values())
			.noneMatch(AuthenticationFilter.class::isInstance);
	}

	@Test
	void successWhenAuthenticatedThenIsNotARedirect() {
		Answer answer = this.http.get("/api/data").apiKey(this.keys.good()).send();
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("Location")).isEmpty();
	}

	@Test
	void sessionWhenAnythingIsAskedThenNoneIsMade() {
		for (String path : new String[] { "/", "/api/data", "/api/protected", "/auth/github", "/actuator/health",
				"/problems", "/nowhere" }) {
			assertThat(this.http.get(path).send().headers("Set-Cookie")).as(path)
				.noneMatch((cookie) -> cookie.contains("JSESSIONID"));
		}
	}

	@Test
	void headerWhenValueHasControlCharactersThenRefusedAndNeverAFault() {
		String response = new RawHttp(port()).send("GET /api/data HTTP/1.1", "X-API-Key: gk_\u0001\u0002");
		assertThat(RawHttp.status(response)).isIn(400, 401);
		assertThat(response).contains("application/problem+json");
	}

	@ParameterizedTest
	@ValueSource(strings = { "gk_\u00e9\u00fc", "gk_'; drop table api_key; --", "gk_%00", "${jndi:ldap://x}" })
	void headerWhenValueIsHostileThenInvalid(String value) {
		String response = new RawHttp(port()).send("GET /api/data HTTP/1.1", "X-API-Key: " + value);
		assertThat(RawHttp.status(response)).isEqualTo(401);
		assertThat(response).contains("api_key_invalid");
	}

	@Test
	void headerWhenValueIsSevenKilobytesThenInvalid() {
		String response = new RawHttp(port()).send("GET /api/data HTTP/1.1", "X-API-Key: " + "a".repeat(7000));
		assertThat(RawHttp.status(response)).isEqualTo(401);
	}

	@ParameterizedTest
	@ValueSource(strings = { "?k=%67k_", "?gk_", "?a=b&c=", "?x=gk%5F", "?x=gk%255F", "?y=%zz&x=gk%5f" })
	void urlWhenItHoldsAKeyInAnySpellingThenSaysSo(String prefix) {
		String key = this.keys.good();
		String tail = prefix.matches(".*(_|%5F|%5f|%255F)") ? key.substring(3) : key;
		String response = new RawHttp(port()).send("GET /api/data" + prefix + tail + " HTTP/1.1", "X-API-Key: " + key);
		assertThat(RawHttp.status(response)).isEqualTo(400);
		assertThat(response).contains("api_key_in_url").contains("exposed, rotate it");
		assertThat(response).doesNotContain(key.substring(16));
	}

	@Test
	void bodyWhenItHoldsTheCredentialThenIsNotRead() {
		String form = "access_token=" + login("admin", "secret") + "&api_key=" + this.keys.good();
		Answer answer = this.http.post("/api/data").body("application/x-www-form-urlencoded", form).send();
		assertThat(answer.code()).isEqualTo("api_key_missing");
		answer = this.http.post("/api/protected").body("application/x-www-form-urlencoded", form).send();
		assertThat(answer.code()).isEqualTo("token_missing");
	}

	@Test
	void publicChainWhenBearerIsBadThenDoesNotReadIt() {
		assertThat(this.http.get("/actuator/health").bearer("abc").send().body()).isEqualTo("{\"status\":\"UP\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator", "/actuator/env", "/actuator/beans", "/actuator/metrics", "/actuator/heapdump",
			"/h2-console", "/actuator/health/db" })
	void publicChainWhenAnInnerPathIsAskedThenIsAbsent(String path) {
		assertThat(this.http.get(path).send().status()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness" })
	void healthWhenAskedThenSaysTheStatusOnly(String path) {
		assertThat(this.http.get(path).send().body()).isEqualTo("{\"status\":\"UP\"}");
	}

}
