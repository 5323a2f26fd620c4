package dev.gatehouse.apikey;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.RawHttp;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServerTests;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What clients send in good faith and what attackers try, where keys are concerned.
 */
class RealClientsTests extends ServerTests {

	@Autowired
	private JdbcClient jdbc;

	private Account owner;

	private String token;

	@BeforeEach
	void logIn() {
		this.owner = this.accounts.withPassword();
		this.token = login(this.owner.subject(), TestAccounts.PASSWORD);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\\u0645\\u06cc\\u200c\\u062e\\u0648\\u0627\\u0647\\u0645", "\\u0915\\u094d\\u200d\\u0937",
			"\\ud83d\\udc69\\u200d\\ud83d\\udc69\\u200d\\ud83d\\udc67", "Ирина" })
	void nameWhenOfAnyScriptThenIsTaken(String name) {
		assertThat(create("{\"name\":\"" + name + "\",\"scopes\":[\"data:read\"]}").status()).isEqualTo(201);
	}

	@ParameterizedTest
	@CsvSource({ "100, 201", "101, 400" })
	void nameWhenOutsideTheBasicPlaneThenItsLengthCountsCodePoints(int length, int status) {
		String body = "{\"name\":\"" + "😀".repeat(length) + "\",\"scopes\":[\"data:read\"]}";
		assertThat(create(body).status()).isEqualTo(status);
	}

	@ParameterizedTest
	@CsvSource({ "30, 201", "30.0, 201", "3e1, 201", "30.5, 400", "0.0, 400", "1e400, 400", "1e-400, 400",
			"1e999999999, 400", "NaN, 400" })
	void expiryWhenAWholeNumberThenIsTakenHoweverItIsWritten(String days, int status) {
		assertThat(create("{\"name\":\"ci\",\"scopes\":[\"data:read\"],\"expires_in_days\":" + days + "}").status())
			.isEqualTo(status);
	}

	@ParameterizedTest
	@CsvSource({ "P1W, 201", "P0W, 201", "P7D, 201", "PT168H, 201", "P2W, 400", "P999W, 400", "P-1W, 400", "P1W1D, 400",
			"W, 400", "PW, 400", "P１W, 400" })
	void overlapWhenInWeeksThenIsAnIsoDuration(String overlap, int status) {
		String id = create("{\"name\":\"ci\",\"scopes\":[\"data:read\"]}").text("id");
		assertThat(this.http.post("/api/keys/" + id + "/rotate")
			.bearer(this.token)
			.json("{\"overlap\":\"" + overlap + "\"}")
			.send()
			.status()).isEqualTo(status);
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/x-www-form-urlencoded", "text/plain", "application/octet-stream",
			"multipart/form-data", "nonsense", "application/xml;charset=x" })
	void rotationWhenTheBodyIsEmptyThenItsTypeDoesNotMatter(String type) {
		String id = create("{\"name\":\"ci\",\"scopes\":[\"data:read\"]}").text("id");
		Answer answer = this.http.post("/api/keys/" + id + "/rotate").bearer(this.token).body(type, "").send();
		assertThat(answer.status()).isEqualTo(201);
		assertThat(status("POST /api/keys/" + answer.text("id") + "/rotate", "Authorization: Bearer " + this.token,
				"Content-Length: 0", "Content-Type: " + type))
			.isEqualTo("201");
		assertThat(status("POST /auth/logout", "Content-Length: 0", "Content-Type: " + type)).isEqualTo("204");
		assertThat(status("POST /auth/refresh", "Content-Length: 0", "Content-Type: " + type)).isEqualTo("400");
		assertThat(status("POST /auth/login", "Content-Length: 0", "Content-Type: " + type)).isEqualTo("415");
		assertThat(this.http.post("/api/keys/" + answer.text("id") + "/rotate")
			.bearer(this.token)
			.body("text/plain", "{}")
			.send()
			.status()).isEqualTo(415);
	}

	@ParameterizedTest
	@ValueSource(strings = { "App (Ирина)", "caf\u00e9", "\u0085", "a\u009bb", "\u00ff", "😀" })
	void headersWhenNobodyNeedsThemThenAreOpaque(String value) {
		String bytes = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
		for (String header : List.of("User-Agent", "Range", "If-None-Match", "Referer", "X-Forwarded-For", "X-Other")) {
			assertThat(status("GET /api/data", header + ": " + bytes, "X-API-Key: " + this.keys.good()))
				.isEqualTo("200");
			assertThat(status("GET /", header + ": " + bytes)).as(header).isIn("200", "304", "416");
			assertThat(status("POST /auth/login", header + ": " + bytes, "Content-Type: application/json",
					"Content-Length: 0"))
				.as(header)
				.isIn("400");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "ключ", "\u0085", "\u009b", "\u00ff" })
	void credentialWhenNotAsciiThenIsInvalidLikeAnyMalformedOne(String value) {
		String bytes = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
		assertThat(status("GET /api/data", "X-API-Key: " + bytes)).isEqualTo("401");
		assertThat(status("GET /api/data", "X-API-Key: " + this.keys.good() + bytes)).isEqualTo("401");
		assertThat(status("GET /api/protected", "Authorization: Bearer " + bytes)).isEqualTo("401");
		assertThat(status("GET /api/protected", "Authorization: Bearer " + this.token + bytes)).isEqualTo("401");
		assertThat(status("POST /auth/logout", "Authorization: Bearer " + bytes, "Content-Length: 0")).isEqualTo("204");
	}

	@ParameterizedTest
	@ValueSource(strings = { "x=%", "x=%ff%", "x=%u0041", "%=1", "x=%zz" })
	void queryWhenBadlyEncodedThenIsTheCallersFault(String query) {
		assertThat(status("POST /auth/refresh?" + query, "Content-Length: 0")).isEqualTo("400");
		assertThat(status("GET /api/keys/" + "x".repeat(12) + "/usage?" + query, "Authorization: Bearer " + this.token))
			.isEqualTo("400");
		assertThat(status("GET /api/audit?" + query, "Authorization: Bearer " + this.token)).isEqualTo("400");
	}

	@Test
	void queryWhenOfThousandsOfParametersThenIsTheCallersFault() {
		assertThat(status("POST /auth/refresh?" + "a=b&".repeat(1_500), "Content-Length: 0")).isEqualTo("400");
	}

	@ParameterizedTest
	@ValueSource(strings = { "charset=ISO-8859-1", "charset=utf-16", "charset=\"windows-1252\"", "charset=nonsense",
			"charset=", "charset", "", " version=1; charset=us-ascii", "charset=utf-8; charset=latin1" })
	void jsonWhenItsTypeHasAParameterThenIsUtf8AllTheSame(String parameter) {
		for (String type : List.of("application/json;", "Application/JSON ; ")) {
			Answer answer = this.http.post("/api/keys")
				.bearer(this.token)
				.body(type + parameter, "{\"name\":\"schlüssel 😀\",\"scopes\":[\"data:read\"]}")
				.send();
			assertThat(answer.status()).as(type + parameter).isEqualTo(201);
			assertThat(answer.text("name")).isEqualTo("schlüssel 😀");
			String id = answer.text("id");
			assertThat(this.http.post("/api/keys/" + id + "/rotate")
				.bearer(this.token)
				.body(type + parameter, "{\"overlap\":\"PT1H\"}")
				.send()
				.status()).isEqualTo(201);
			assertThat(this.http.post("/auth/login")
				.body(type + parameter,
						"{\"username\":\"%s\",\"password\":\"%s\"}".formatted(this.owner.subject(),
								TestAccounts.PASSWORD))
				.send()
				.status()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE", "ISO-8859-1" })
	void jsonWhenInAnotherEncodingThenIsMalformed(String encoding) {
		for (String path : List.of("/auth/login", "/auth/refresh", "/auth/register", "/api/keys/revoke")) {
			for (String type : List.of("application/json", "application/json;charset=" + encoding)) {
				byte[] body = "{\"username\":\"ü\",\"password\":\"ü\"}".getBytes(Charset.forName(encoding));
				assertThat(status("POST " + path, body, "Content-Type: " + type)).as(path + " " + type)
					.isEqualTo("400");
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "gzip, 415", "br, 415", "deflate, 415", "GZIP, 415", "'identity, gzip', 415", "x\u009b, 415",
			"identity, 400", "'', 400" })
	void bodyWhenCompressedThenIsRefusedByTheNameOfTheEncoding(String encoding, String status) {
		String response = new RawHttp(port()).exchange(request("POST /auth/login", "Content-Type: application/json",
				"Content-Encoding: " + encoding, "Content-Length: 2") + "{}");
		assertThat(response.substring(9, 12)).isEqualTo(status);
		if (status.equals("415")) {
			assertThat(response).contains("The content encoding " + encoding.replaceAll("[^ -~].*", "?") + " is not")
				.containsIgnoringCase("Accept-Encoding: identity");
		}
	}

	@Test
	void rangeWhenBeyondTheFileThenKeepsItsStatus() {
		for (String path : List.of("/gatehouse.css", "/js/main.js", "/docs/docs.js")) {
			Answer answer = this.http.get(path).header("Range", "bytes=99999999-").send();
			assertThat(answer.summary()).as(path).isEqualTo("416 range_not_satisfiable");
			assertThat(answer.header("Content-Range")).startsWith("bytes */");
		}
		// a page is not a file: it knows no ranges
		assertThat(this.http.get("/").header("Range", "bytes=99999999-").send().status()).isEqualTo(200);
	}

	@Test
	void expectationWhenUnknownThenKeepsItsStatus() {
		String response = new RawHttp(port()).send("GET / HTTP/1.1", "Expect: 200-ok");
		assertThat(response).startsWith("HTTP/1.1 417 ").contains("\"code\":\"expectation_failed\"");
	}

	@Test
	void keysWhenMadeAndRevokedInALoopThenAreLimitedByTheHour() {
		Answer last = create("{\"name\":\"ci\",\"scopes\":[\"data:read\"]}");
		for (int i = 0; i < 120 && last.status() == 201; i++) {
			this.http.call("DELETE", "/api/keys/" + last.text("id")).bearer(this.token).send();
			last = create("{\"name\":\"ci\",\"scopes\":[\"data:read\"]}");
		}
		assertThat(last.summary()).isEqualTo("429 rate_limited");
		assertThat(last.header("Retry-After")).isNotNull();
		assertThat(this.jdbc.sql("select count(*) from api_key where owner_id = :owner")
			.param("owner", this.owner.getId().toString())
			.query(Integer.class)
			.single()).isEqualTo(100);
	}

	@Test
	void lookUpsWhenKeysAreGuessedInParallelThenStayWithinTheLimit() {
		try (Replica service = Replica.start("--gatehouse.rate-limit.failures-per-address=30")) {
			Http http = new Http("http://localhost:" + service.port());
			String secret = this.keys.unknown().substring(16, 59);
			List<String> oneSecret = IntStream.range(0, 200).mapToObj((i) -> {
				String signed = "gk_id" + (1_000_000_000L + i) + "_" + secret;
				return signed + ApiKeyFormat.check(signed);
			}).toList();
			List<Answer> answers = Together.run(200, 16, (i) -> http.get("/api/data").apiKey(oneSecret.get(i)).send());
			assertThat(answers).filteredOn((answer) -> answer.status() == 401).hasSizeBetween(1, 31);
			String one = this.keys.unknown();
			answers = Together.run(300, 16, (i) -> http.get("/api/data").apiKey(one).send());
			assertThat(answers).filteredOn((answer) -> answer.status() == 401).hasSizeLessThan(5);
		}
	}

	private Answer create(String body) {
		return this.http.post("/api/keys").bearer(this.token).json(body).send();
	}

	private String status(String request, String... headers) {
		return new RawHttp(port()).send(request + " HTTP/1.1", headers).substring(9, 12);
	}

	private String status(String request, byte[] body, String header) {
		return new RawHttp(port())
			.exchange(request(request, header, "Content-Length: " + body.length)
					+ new String(body, StandardCharsets.ISO_8859_1))
			.substring(9, 12);
	}

	private static String request(String request, String... headers) {
		return request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + String.join("\r\n", headers)
				+ "\r\n\r\n";
	}

}
