package dev.gatehouse.apikey;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServerTests;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The life of a key, from its creation by somebody who has logged in to its end.
 */
class ApiKeyManagementTests extends ServerTests {

	private static final String PLAIN = """
			{"name":"ci","scopes":["data:read"]}""";

	@Autowired
	private JdbcClient jdbc;

	private Account owner;

	private String token;

	@BeforeEach
	void logIn() {
		this.owner = this.accounts.withPassword();
		this.token = login(this.owner.subject(), TestAccounts.PASSWORD);
	}

	@Test
	void createWhenAsDocumentedThenShowsTheKeyOnceAndItWorks() {
		Answer created = create("""
				{"name":"ci","scopes":["data:read"],"expires_in_days":30}""");
		assertThat(created.status()).isEqualTo(201);
		assertThat(created.header("Location")).isEqualTo("/api/keys/" + created.text("id"));
		assertThat(created.header("Cache-Control")).isEqualTo("no-store");
		assertThat(created.text("key")).startsWith("gk_" + created.text("id") + "_");
		assertThat(created.text("tier")).isEqualTo("free");
		assertThat(Duration.between(time(created.json(), "created_at"), time(created.json(), "expires_at")))
			.isEqualTo(Duration.ofDays(30));
		assertThat(use(created.text("key")).text("client")).isEqualTo(this.owner.name());
		assertThat(list().toString()).doesNotContain(created.text("key").substring(16));
		assertThat(this.jdbc.sql("select * from api_key").query().listOfRows().toString())
			.doesNotContain(created.text("key").substring(16, 59));
	}

	@Test
	void createWhenLifeIsNotGivenThenNinetyDays() {
		Answer created = create(PLAIN);
		assertThat(Duration.between(time(created.json(), "created_at"), time(created.json(), "expires_at")))
			.isEqualTo(Duration.ofDays(90));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			{"scopes":["data:read"]}                                          | name
			{"name":"","scopes":["data:read"]}                                | name
			{"name":"   ","scopes":["data:read"]}                             | name
			{"name":null,"scopes":["data:read"]}                              | name
			{"name":7,"scopes":["data:read"]}                                 | name
			{"name":"a\\u0000b","scopes":["data:read"]}                       | name
			{"name":"a\\nb","scopes":["data:read"]}                           | name
			{"name":"a\\u0085b","scopes":["data:read"]}                       | name
			{"name":"a\\u202eb","scopes":["data:read"]}                       | name
			{"name":"a\\u2028b","scopes":["data:read"]}                       | name
			{"name":"a\\ud800b","scopes":["data:read"]}                       | name
			{"name":"ci"}                                                     | scopes
			{"name":"ci","scopes":[]}                                         | scopes
			{"name":"ci","scopes":null}                                       | scopes
			{"name":"ci","scopes":"data:read"}                                | scopes
			{"name":"ci","scopes":[null]}                                     | scopes
			{"name":"ci","scopes":["data:write"]}                             | scopes
			{"name":"ci","scopes":["data:read","*"]}                          | scopes
			{"name":"ci","scopes":["data:read"],"expires_in_days":0}          | expires_in_days
			{"name":"ci","scopes":["data:read"],"expires_in_days":-1}         | expires_in_days
			{"name":"ci","scopes":["data:read"],"expires_in_days":366}        | expires_in_days
			{"name":"ci","scopes":["data:read"],"expires_in_days":2147483647} | expires_in_days
			{"name":"ci","scopes":["data:read"],"expires_in_days":99999999999} | expires_in_days
			{"name":"ci","scopes":["data:read"],"expires_in_days":99999999999999999999999 } | expires_in_days
			{"name":"ci","scopes":["data:read"],"expires_in_days":1.5}        | expires_in_days
			{"name":"ci","scopes":["data:read"],"expires_in_days":"90"}       | expires_in_days
			{"name":"ci","scopes":["data:read"],"expires_in_days":true}       | expires_in_days
			{"name":"ci","scopes":["data:read"],"tier":"enterprise"}          | tier
			{"name":"ci","scopes":["data:read"],"account":"admin"}            | account
			""")
	void createWhenAMemberIsWrongThenNamesItAndWritesNothing(String body, String member) {
		Answer answer = create(body);
		assertThat(answer.summary()).isEqualTo("400 invalid_request");
		assertThat(answer.text("detail")).contains(member);
		assertThat(list().size()).isZero();
	}

	@Test
	void createWhenNameIsTenKilobytesThenNamesIt() {
		Answer answer = create(PLAIN.replace("ci", "x".repeat(10_000)));
		assertThat(answer.summary()).isEqualTo("400 invalid_request");
		assertThat(answer.text("detail")).isEqualTo("name must have 100 characters at most");
	}

	@Test
	void createWhenTwentyAreLiveThenConflictUntilOneIsRevoked() {
		List<Answer> answers = Together.run(30, 10, (i) -> create(PLAIN));
		assertThat(answers).filteredOn((answer) -> answer.status() == 201).hasSize(20);
		assertThat(answers).filteredOn((answer) -> answer.status() != 201)
			.allMatch((answer) -> answer.summary().equals("409 key_limit_reached"));
		delete(list().get(0).path("id").asString());
		assertThat(create(PLAIN).status()).isEqualTo(201);
	}

	@Test
	void listWhenAskedThenNewestFirstWithEveryMember() {
		create(PLAIN.replace("ci", "first"));
		this.clock.move(Duration.ofSeconds(1));
		create(PLAIN.replace("ci", "second"));
		JsonNode keys = list();
		assertThat(keys.get(0).path("name").asString()).isEqualTo("second");
		assertThat(keys.get(1).path("name").asString()).isEqualTo("first");
		assertThat(keys.get(0).propertyNames()).containsExactlyInAnyOrder("id", "name", "scopes", "allowed_networks",
				"limit", "metadata", "created_at", "expires_at", "revoked_at", "last_used_at", "requests",
				"replaced_by");
		assertThat(keys.get(0).path("revoked_at").isNull()).isTrue();
	}

	@Test
	void listWhenKeyWasUsedThenCountsRequestsAndRemembersTheLast() {
		String key = create(PLAIN).text("key");
		use(key);
		use(key);
		JsonNode listed = list().get(0);
		assertThat(listed.path("requests").asLong()).isEqualTo(2);
		assertThat(time(listed, "last_used_at")).isBetween(this.clock.instant().minusSeconds(60), this.clock.instant());
	}

	@Test
	void revokeWhenDoneThenKeyFailsAtOnceAndTwiceIsFine() {
		Answer created = create(PLAIN);
		assertThat(use(created.text("key")).status()).isEqualTo(200);
		assertThat(delete(created.text("id")).status()).isEqualTo(204);
		assertThat(use(created.text("key")).code()).isEqualTo("api_key_revoked");
		assertThat(delete(created.text("id")).status()).isEqualTo(204);
		assertThat(list().get(0).path("revoked_at").asString()).isNotBlank();
	}

	@Test
	void keysOfOthersWhenTouchedThenAreAbsent() {
		Answer created = create(PLAIN);
		String stranger = login(this.accounts.withPassword().subject(), TestAccounts.PASSWORD);
		String path = "/api/keys/" + created.text("id");
		assertThat(this.http.call("DELETE", path).bearer(stranger).send().summary()).isEqualTo("404 not_found");
		assertThat(this.http.post(path + "/rotate").bearer(stranger).json("{}").send().summary())
			.isEqualTo("404 not_found");
		assertThat(this.http.get(path + "/usage").bearer(stranger).send().summary()).isEqualTo("404 not_found");
		assertThat(this.http.get("/api/keys").bearer(stranger).send().json().path("keys").size()).isZero();
		assertThat(use(created.text("key")).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "nonsense", "gk_x", "%27%20or%201=1", "000000000000" })
	void keyWhenItDoesNotExistThenNotFound(String id) {
		assertThat(delete(id).summary()).isEqualTo("404 not_found");
	}

	@Test
	void adminWhenLookingThenSeesAndManagesEveryKey() {
		Answer created = create(PLAIN);
		String admin = login("admin", "secret");
		JsonNode all = this.http.get("/api/keys").bearer(admin).send().json().path("keys");
		assertThat(all.valueStream().map((key) -> key.path("id").asString())).contains(created.text("id"));
		assertThat(this.http.call("DELETE", "/api/keys/" + created.text("id")).bearer(admin).send().status())
			.isEqualTo(204);
		assertThat(use(created.text("key")).code()).isEqualTo("api_key_revoked");
	}

	@ParameterizedTest
	@CsvSource({ "GET, /api/keys", "POST, /api/keys", "DELETE, /api/keys/x", "POST, /api/keys/x/rotate",
			"GET, /api/keys/x/usage", "GET, /api/audit", "GET, /api/accounts", "PATCH, /api/accounts/x" })
	void managementWhenWithAKeyThenIsNotOpen(String method, String path) {
		Answer answer = this.http.call(method, path).apiKey(this.keys.good()).send();
		assertThat(answer.summary()).isEqualTo("401 token_missing Bearer realm=\"gatehouse\"");
	}

	@Test
	void rotateWhenDoneThenBothWorkUntilTheOverlapEndsAndTheOldOneSaysSo() {
		Answer old = create(PLAIN);
		Answer successor = rotate(old.text("id"), """
				{"overlap":"PT1H"}""");
		assertThat(successor.status()).isEqualTo(201);
		assertThat(successor.text("name")).isEqualTo("ci");
		assertThat(successor.text("expires_at")).isEqualTo(old.text("expires_at"));
		assertThat(list().valueStream().filter((key) -> key.path("id").asString().equals(old.text("id"))))
			.allMatch((key) -> key.path("replaced_by").asString().equals(successor.text("id")));

		Answer oldUse = use(old.text("key"));
		assertThat(oldUse.status()).isEqualTo(200);
		long since = Long.parseLong(oldUse.header("Deprecation").substring(1));
		Instant sunset = ZonedDateTime.parse(oldUse.header("Sunset"), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
		assertThat(Duration.between(Instant.ofEpochSecond(since), sunset)).isEqualTo(Duration.ofHours(1));
		Answer newUse = use(successor.text("key"));
		assertThat(newUse.status()).isEqualTo(200);
		assertThat(newUse.headers("Deprecation")).isEmpty();
		assertThat(newUse.headers("Sunset")).isEmpty();

		this.clock.move(Duration.ofMinutes(61));
		assertThat(use(old.text("key")).code()).isEqualTo("api_key_expired");
		assertThat(use(successor.text("key")).status()).isEqualTo(200);
	}

	@Test
	void rotateWhenOldKeyEndsSoonerThanTheOverlapThenNeverLivesLonger() {
		Answer old = create("""
				{"name":"ci","scopes":["data:read"],"expires_in_days":1}""");
		Answer successor = rotate(old.text("id"), """
				{"overlap":"P7D"}""");
		assertThat(successor.text("expires_at")).isEqualTo(old.text("expires_at"));
		assertThat(list().valueStream().map((key) -> key.path("expires_at").asString()))
			.containsOnly(old.text("expires_at"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}" })
	void rotateWhenOverlapIsNotGivenThenADay(String body) {
		Answer old = create(PLAIN);
		assertThat(rotate(old.text("id"), body).status()).isEqualTo(201);
		Instant sunset = ZonedDateTime
			.parse(use(old.text("key")).header("Sunset"), DateTimeFormatter.RFC_1123_DATE_TIME)
			.toInstant();
		assertThat(Duration.between(this.clock.instant(), sunset)).isBetween(Duration.ofHours(23),
				Duration.ofHours(24));
	}

	@Test
	void rotateWhenOverlapIsNothingThenOldKeyEndsNow() {
		Answer old = create(PLAIN);
		use(old.text("key"));
		rotate(old.text("id"), """
				{"overlap":"PT0S"}""");
		assertThat(use(old.text("key")).code()).isEqualTo("api_key_expired");
	}

	@Test
	void rotateWhenManyAtOnceThenOneSucceeds() {
		String id = create(PLAIN).text("id");
		List<Answer> answers = Together.run(8, 8, (i) -> rotate(id, "{}"));
		assertThat(answers).filteredOn((answer) -> answer.status() == 201).hasSize(1);
		assertThat(answers).filteredOn((answer) -> answer.status() != 201)
			.allMatch((answer) -> answer.summary().equals("409 key_being_rotated"));
		assertThat(list().size()).isEqualTo(2);
	}

	@Test
	void rotateWhenSuccessorsAreRotatedOnAndOnThenTwentyOldKeysAtMost() {
		String id = create(PLAIN).text("id");
		int successors = 0;
		Answer answer = rotate(id, "{\"overlap\":\"P7D\"}");
		for (; answer.status() == 201 && successors < 60; successors++) {
			answer = rotate(answer.text("id"), "{\"overlap\":\"P7D\"}");
		}
		assertThat(answer.summary()).isEqualTo("409 key_limit_reached");
		assertThat(successors).isEqualTo(20);
	}

	@Test
	void managementWhenKeysOpenAllOfTheApiThenIsStillNotOpenToThem() {
		try (Replica service = Replica.start("--gatehouse.api-key.paths=/api/**")) {
			String key = "gk_demoClient01_ThisKeyIsPublicSoNeverUseItOutsideTheDemo000p47o9";
			assertThat(service.http().get("/api/data").apiKey(key).send().status()).isEqualTo(200);
			assertThat(service.http().get("/api/keys").apiKey(key).send().summary())
				.isEqualTo("403 insufficient_scope");
			assertThat(service.http().post("/api/keys").apiKey(key).json(PLAIN).send().summary())
				.isEqualTo("403 insufficient_scope");
			assertThat(service.http().post("/api/keys/revoke").json("{\"key\":\"" + key + "\"}").send().status())
				.isEqualTo(204);
			assertThat(service.http().get("/api/data").apiKey(key).send().code()).isEqualTo("api_key_revoked");
		}
	}

	@Test
	void sunsetWhenEarlyInAMonthThenHasTwoDigits() {
		MockHttpServletResponse response = new MockHttpServletResponse();
		Instant end = Instant.parse("2026-12-03T04:05:06Z");
		ExpiryNotice.announceEnd(response, Instant.ofEpochSecond(1_700_000_000), end);
		assertThat(response.getHeader("Sunset")).isEqualTo("Thu, 03 Dec 2026 04:05:06 GMT");
		assertThat(response.getHeader("Deprecation")).isEqualTo("@1700000000");
	}

	@Test
	void whoamiWhenKeyIsOldThenSaysSoAndIsCounted() {
		Answer old = create(PLAIN);
		rotate(old.text("id"), "{}");
		Answer answer = this.http.get("/api/whoami").apiKey(old.text("key")).send();
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("Deprecation")).startsWith("@");
		assertThat(answer.header("RateLimit")).startsWith("\"free\";r=");
		assertThat(this.http.get("/api/whoami").bearer(this.token).send().headers("RateLimit")).isEmpty();
	}

	@Test
	void lastUsedWhenWrittenLateThenNeverMovesBack() {
		Answer created = create(PLAIN);
		use(created.text("key"));
		String before = list().get(0).path("last_used_at").asString();
		this.clock.move(Duration.ofMinutes(-10));
		use(created.text("key"));
		this.clock.reset();
		assertThat(list().get(0).path("last_used_at").asString()).isEqualTo(before);
		assertThat(list().get(0).path("requests").asLong()).isEqualTo(2);
	}

	@Test
	void rotateWhenRevokedOrExpiredThenConflict() {
		String revoked = create(PLAIN).text("id");
		delete(revoked);
		assertThat(rotate(revoked, "{}").summary()).isEqualTo("409 key_not_live");
		assertThat(list().size()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"P8D\"", "\"-PT1H\"", "\"1h\"", "\"\"", "\"PT\"", "3600", "true", "\"P1Y\"",
			"\"PT9999999999999999999H\"" })
	void rotateWhenOverlapIsBadThenNamesItAndWritesNothing(String overlap) {
		String id = create(PLAIN).text("id");
		Answer answer = rotate(id, "{\"overlap\":" + overlap + "}");
		assertThat(answer.summary()).isEqualTo("400 invalid_request");
		assertThat(answer.text("detail")).contains("overlap");
		assertThat(list().size()).isEqualTo(1);
	}

	@Test
	void revokeByPossessionWhenKeyIsGoodThenItIsDeadAndElseNothingIsSaid() {
		String key = create(PLAIN).text("key");
		for (String attempt : List.of(this.keys.unknown(), "nonsense", key, key)) {
			Answer answer = this.http.post("/api/keys/revoke").json("{\"key\":\"" + attempt + "\"}").send();
			assertThat(answer.status()).isEqualTo(204);
			assertThat(answer.body()).isEmpty();
		}
		assertThat(use(key).code()).isEqualTo("api_key_revoked");
	}

	@Test
	void revokeByPossessionWhenSecretIsWrongThenKeyLives() {
		String key = create(PLAIN).text("key");
		String signed = key.substring(0, 16) + this.keys.unknown().substring(16, 59);
		this.http.post("/api/keys/revoke").json("{\"key\":\"" + signed + ApiKeyFormat.check(signed) + "\"}").send();
		assertThat(use(key).status()).isEqualTo(200);
	}

	@Test
	void revokeByPossessionWhenAStaleCredentialIsSentThenIsNotRead() {
		Answer answer = this.http.post("/api/keys/revoke")
			.bearer("stale")
			.apiKey("stale")
			.json("{\"key\":\"x\"}")
			.send();
		assertThat(answer.status()).isEqualTo(204);
	}

	@Test
	void usageWhenAskedByHourAndDayThenCountsWhatWasLetThroughAndWhatWasNot() {
		Answer created = create(PLAIN);
		for (int i = 0; i < 65; i++) {
			use(created.text("key"));
		}
		for (String granularity : List.of("hour", "day")) {
			JsonNode buckets = usage(created.text("id"), "?granularity=" + granularity).json().path("buckets");
			assertThat(buckets.valueStream().mapToLong((bucket) -> bucket.path("requests").asLong()).sum())
				.isBetween(60L, 65L);
			assertThat(buckets.valueStream()
				.mapToLong((bucket) -> bucket.path("requests").asLong() + bucket.path("refused").asLong())
				.sum()).isEqualTo(65);
		}
	}

	@ParameterizedTest
	@CsvSource({ "?granularity=minute, granularity", "?from=yesterday, from", "?to=2026-13-01, to",
			"?from=2026-02-01&to=2026-01-01, from", "?from=-999999999-01-01T00:00:00Z, from",
			"?from=+1000000000-01-01T00:00:00Z, from" })
	void usageWhenARangeIsBadThenNamesTheParameter(String query, String parameter) {
		Answer answer = usage(create(PLAIN).text("id"), query);
		assertThat(answer.summary()).isEqualTo("400 invalid_request");
		assertThat(answer.text("detail")).contains(parameter);
	}

	@Test
	void auditWhenKeysAreManagedThenTellsWhatHappenedToOneself() {
		Answer created = create(PLAIN);
		use(created.text("key"));
		Answer successor = rotate(created.text("id"), "{}");
		delete(successor.text("id"));
		list(); // writes what is counted
		JsonNode events = this.http.get("/api/audit").bearer(this.token).send().json().path("events");
		assertThat(events.valueStream().map((event) -> event.path("action").asString())).containsExactlyInAnyOrder(
				"login.succeeded", "key.created", "key.rotated", "key.revoked", "key.used_from_new_address");
		assertThat(events.toString()).doesNotContain(created.text("key").substring(16))
			.contains("\"address\":\"127.0.0.1\"");
		String stranger = login(this.accounts.withPassword().subject(), TestAccounts.PASSWORD);
		assertThat(this.http.get("/api/audit").bearer(stranger).send().body()).doesNotContain("key.");
		assertThat(this.http.get("/api/audit").bearer(login("admin", "secret")).send().json().path("events").size())
			.isGreaterThanOrEqualTo(4);
	}

	@Test
	void auditWhenPagedThenEveryEventComesOnce() {
		for (int i = 0; i < 6; i++) {
			create(PLAIN);
		}
		String path = "/api/audit?limit=2";
		Set<String> seen = new LinkedHashSet<>();
		int pages = 0;
		for (String next = path; next != null; pages++) {
			JsonNode page = this.http.get(next).bearer(this.token).send().json();
			page.path("events")
				.forEach((event) -> assertThat(seen.add(event.path("credential_id").asString())).isTrue());
			next = page.has("next") ? path + "&cursor=" + page.path("next").asString() : null;
		}
		assertThat(seen).hasSize(7); // with the login
		assertThat(pages).isEqualTo(4);
	}

	@ParameterizedTest
	@CsvSource({ "?cursor=!!, cursor", "?cursor=, cursor", "?cursor=LTE, cursor",
			"?cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5, cursor", "?limit=0, limit", "?limit=-1, limit",
			"?limit=201, limit", "?limit=many, limit" })
	void auditWhenAParameterIsBadThenNamesIt(String query, String parameter) {
		Answer answer = this.http.get("/api/audit" + query).bearer(this.token).send();
		assertThat(answer.summary()).isEqualTo("400 invalid_request");
		assertThat(answer.text("detail")).contains(parameter);
	}

	@Test
	void tierWhenAdminChangesItThenCountsAtOnceAndIsAudited() {
		String key = create(PLAIN).text("key");
		assertThat(use(key).header("RateLimit-Policy")).isEqualTo("\"free\";q=60;w=60");
		Answer changed = patch(login("admin", "secret"), this.owner.getId().toString(), "{\"tier\":\"pro\"}");
		assertThat(changed.status()).isEqualTo(200);
		assertThat(changed.text("tier")).isEqualTo("pro");
		Answer used = use(key);
		assertThat(used.text("tier")).isEqualTo("pro");
		assertThat(used.header("RateLimit-Policy")).isEqualTo("\"pro\";q=600;w=60");
		assertThat(patch(login("admin", "secret"), this.owner.getId().toString(), "{\"tier\":\"pro\"}").status())
			.isEqualTo(200);
		List<JsonNode> told = this.http.get("/api/audit")
			.bearer(this.token)
			.send()
			.json()
			.path("events")
			.valueStream()
			.filter((event) -> event.path("action").asString().equals("account.tier_changed"))
			.toList();
		assertThat(told).hasSize(1); // the second changed nothing
		assertThat(told.get(0).path("detail").asString()).isEqualTo("free to pro");
		assertThat(told.get(0).path("actor").asString()).isEqualTo("admin");
		assertThat(told.get(0).path("address").isNull()).isTrue();
		assertThat(told.get(0).path("credential_id").isNull()).isTrue();
		assertThat(this.http.get("/api/audit").bearer(login("admin", "secret")).send().body())
			.contains(this.owner.getId().toString());
	}

	@Test
	void tierWhenNotAdminThenForbidden() {
		for (String body : List.of("{\"tier\":\"enterprise\"}", "{\"tier\":1}")) {
			Answer answer = patch(this.token, this.owner.getId().toString(), body);
			assertThat(answer.summary())
				.isEqualTo("403 insufficient_scope Bearer realm=\"gatehouse\", error=\"insufficient_scope\"");
			assertThat(answer.text("detail")).isEqualTo("This takes the role admin");
		}
		assertThat(this.http.get("/api/accounts").bearer(this.token).send().code()).isEqualTo("insufficient_scope");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			{"tier":"gold"}
			{"tier":1}
			{"tier":null}
			{"tier":"FREE"}
			{"tier":""}
			{"tier":" "}
			{"tier":"","enabled":true}
			{"enabled":""}
			{"enabled":" "}
			{"enabled":"true"}
			{"enabled":"false"}
			{"enabled":0}
			{"enabled":1}
			{"enabled":1.0}
			{"enabled":[]}
			{"enabled":[true]}
			{"enabled":{}}
			{"tier":"pro","enabled":""}
			{"tier":"pro","enabled":0}
			{}
			{"role":"admin"}
			""")
	void tierWhenItIsNotOneThenInvalidRequest(String body) {
		assertThat(patch(login("admin", "secret"), this.owner.getId().toString(), body).summary())
			.isEqualTo("400 invalid_request");
	}

	@Test
	void accountsWhenAdminListsThenFindsTheIdToChange() {
		String admin = login("admin", "secret");
		assertThat(this.http.get("/api/accounts?name=" + this.owner.name()).bearer(admin).send().body())
			.contains(this.owner.getId().toString());
		assertThat(patch(admin, "00000000-0000-0000-0000-000000000000", "{\"tier\":\"pro\"}").summary())
			.isEqualTo("404 not_found");
		assertThat(patch(admin, "nonsense", "{\"tier\":\"pro\"}").summary()).isEqualTo("404 not_found");
	}

	private Answer create(String body) {
		return this.http.post("/api/keys").bearer(this.token).json(body).send();
	}

	private JsonNode list() {
		return this.http.get("/api/keys").bearer(this.token).send().json().path("keys");
	}

	private Answer delete(String id) {
		return this.http.call("DELETE", "/api/keys/" + id).bearer(this.token).send();
	}

	private Answer rotate(String id, String body) {
		return this.http.post("/api/keys/" + id + "/rotate").bearer(this.token).json(body).send();
	}

	private Answer usage(String id, String query) {
		return this.http.get("/api/keys/" + id + "/usage" + query).bearer(this.token).send();
	}

	private Answer patch(String bearer, String id, String body) {
		return this.http.call("PATCH", "/api/accounts/" + id).bearer(bearer).json(body).send();
	}

	private Answer use(String key) {
		return this.http.get("/api/data").apiKey(key).send();
	}

	private static Instant time(JsonNode node, String member) {
		return Instant.parse(node.path(member).asString());
	}

}
