package dev.gatehouse.apikey;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.RawHttp;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServerTests;
import dev.gatehouse.support.StatementCount;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What an owner sets of a key: where it works from, how much, what it says of itself, and
 * that its end is announced.
 */
class KeyTermsTests extends ServerTests {

	private static final String DEMO_KEY = "gk_demoClient01_ThisKeyIsPublicSoNeverUseItOutsideTheDemo000p47o9";

	@Autowired
	private ExpiryNotice notice;

	private Account owner;

	private String token;

	@BeforeEach
	void logIn() {
		this.owner = this.accounts.withPassword();
		this.token = login(this.owner.subject(), TestAccounts.PASSWORD);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0',
			textBlock = """
					"allowed_networks":["10.0.0.1/8"]                     | 10.0.0.1/8 has bits beyond its prefix
					"allowed_networks":["192.0.2.0/24","10.1.0.0/8"]      | 10.1.0.0/8 has bits beyond its prefix
					"allowed_networks":["2001:db8::1/32"]                 | 2001:db8::1/32 has bits beyond its prefix
					"allowed_networks":["::ffff:10.1.0.0/104"]            | ::ffff:10.1.0.0/104 has bits beyond its prefix
					"allowed_networks":["10.0.0.0"]                       | 10.0.0.0 is no network
					"allowed_networks":["10.0.0.0/33"]                    | 10.0.0.0/33 is no network
					"allowed_networks":["10.0.0.0/08"]                    | 10.0.0.0/08 is no network
					"allowed_networks":["10.0.0.0/-1"]                    | 10.0.0.0/-1 is no network
					"allowed_networks":["10.0.0.0/"]                      | 10.0.0.0/ is no network
					"allowed_networks":["010.0.0.0/8"]                    | 010.0.0.0/8 is no network
					"allowed_networks":["10.0.0/8"]                       | 10.0.0/8 is no network
					"allowed_networks":["10/8"]                           | 10/8 is no network
					"allowed_networks":["256.0.0.0/8"]                    | 256.0.0.0/8 is no network
					"allowed_networks":["2001:db8::/129"]                 | 2001:db8::/129 is no network
					"allowed_networks":["2001:db8/32"]                    | 2001:db8/32 is no network
					"allowed_networks":["1::2::/32"]                      | 1::2::/32 is no network
					"allowed_networks":["fe80::%1/64"]                    | fe80::%1/64 is no network
					"allowed_networks":["[::1]/128"]                      | [::1]/128 is no network
					"allowed_networks":["::ffff:10.0.0.0/8"]              | ::ffff:10.0.0.0/8 is no network
					"allowed_networks":["localhost/32"]                   | localhost/32 is no network
					"allowed_networks":["a.example/32"]                   | a.example/32 is no network
					"allowed_networks":[" 10.0.0.0/8"]                    | an entry is no network
					"allowed_networks":[""]                               | an entry is no network
					"allowed_networks":["\\u0000"]                        | an entry is no network
					"allowed_networks":[null]                             | an entry is no network
					"allowed_networks":[7]                                | allowed_networks
					"allowed_networks":"10.0.0.0/8"                       | allowed_networks
					"allowed_networks":{}                                 | allowed_networks
					"limit":{"requests":0,"per":"PT1M"}                   | limit
					"limit":{"requests":-1,"per":"PT1M"}                  | limit
					"limit":{"requests":1.5,"per":"PT1M"}                 | limit
					"limit":{"requests":"1","per":"PT1M"}                 | limit
					"limit":{"requests":1e400,"per":"PT1M"}               | limit
					"limit":{"requests":99999999999,"per":"PT1M"}         | limit
					"limit":{"requests":9999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999,"per":"PT1M"} | limit
					"allowed_networks":[".::1/128"]                       | .::1/128 is no network
					"allowed_networks":[".a:b/32"]                        | .a:b/32 is no network
					"limit":{"requests":1}                                | limit
					"limit":{"per":"PT1M"}                                | limit
					"limit":{}                                            | limit
					"limit":[]                                            | limit
					"limit":7                                             | limit
					"limit":{"requests":1,"per":60}                       | limit
					"limit":{"requests":1,"per":"1m"}                     | limit.per
					"limit":{"requests":1,"per":"PT0.5S"}                 | limit.per
					"limit":{"requests":1,"per":"PT1.5S"}                 | limit.per
					"limit":{"requests":1,"per":"PT0S"}                   | limit.per
					"limit":{"requests":1,"per":"-PT1M"}                  | limit.per
					"limit":{"requests":1,"per":"PT25H"}                  | limit.per
					"limit":{"requests":1,"per":"P1Y"}                    | limit.per
					"limit":{"requests":1,"per":"PT1M","burst":2}         | limit
					"limit":{"requests":61,"per":"PT1M"}                  | tier free
					"limit":{"requests":2,"per":"PT1S"}                   | tier free
					"metadata":[]                                         | metadata
					"metadata":"x"                                        | metadata
					"metadata":7                                          | metadata
					"metadata":null                                       | metadata
					"metadata":{"a":"\\ud800"}                            | metadata
					"tier":"pro"                                          | tier
					""")
	void termsWhenAMemberIsWrongThenNamesItAndWritesNothing(String member, String detail) {
		Answer created = create(",%s".formatted(member));
		assertThat(created.summary()).isEqualTo("400 invalid_request");
		assertThat(created.text("detail")).contains(detail);
		String id = create("").text("id");
		JsonNode before = read(id).json();
		Answer changed = patch(id, "{\"name\":\"other\",%s}".formatted(member));
		assertThat(changed.summary()).isEqualTo("400 invalid_request");
		assertThat(changed.text("detail")).contains(detail);
		assertThat(read(id).json()).isEqualTo(before);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1e999", "1e-400", "0.12345678901234567890123", "1.10", "12345678901234567890123456" })
	void metadataWhenItHoldsANumberThenIsNotRounded(String number) {
		String id = create(",\"metadata\":{\"a\":1}").text("id");
		assertThat(patch(id, "{\"metadata\":{\"n\":%s}}".formatted(number)).status()).isEqualTo(200);
		String stored = read(id).body().replaceFirst("(?s).*\"n\":([^}]*)}.*", "$1");
		assertThat(new BigDecimal(stored)).isEqualByComparingTo(new BigDecimal(number));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "", "{\"name\":null}", "{\"name\":\"\"}", "{\"name\":\" \"}",
			"{\"name\":\"a\\nb\"}", "{\"name\":7}", "{\"scopes\":[]}", "{\"scopes\":[null]}",
			"{\"scopes\":\"data:read\"}", "{\"scopes\":[\"data:read\",\"data:write\"]}", "{\"expires_in_days\":9}",
			"{\"id\":\"x\"}", "{\"metadata\":{\"a\":1,\"a\":2}}" })
	void changeWhenItIsNoneThenInvalidRequest(String body) {
		String id = create("").text("id");
		JsonNode before = read(id).json();
		assertThat(patch(id, body).summary()).isEqualTo("400 invalid_request");
		assertThat(read(id).json()).isEqualTo(before);
	}

	@Test
	void termsWhenTooLargeThenInvalidRequest() {
		String id = create("").text("id");
		String networks = "\"10.0.0.0/8\",".repeat(21).replaceFirst(",$", "");
		assertThat(patch(id, "{\"allowed_networks\":[%s]}".formatted(networks)).text("detail"))
			.isEqualTo("allowed_networks must have at most 20 entries");
		String text = "ä".repeat(506);
		assertThat(patch(id, "{\"metadata\":{\"a\":\"%s\"}}".formatted(text)).status()).isEqualTo(200);
		assertThat(read(id).json().path("metadata").path("a").asString()).isEqualTo(text);
		assertThat(patch(id, "{\"metadata\":{\"a\":\"%sxxxx\"}}".formatted(text)).status()).isEqualTo(200);
		assertThat(patch(id, "{\"metadata\":{\"a\":\"%sxxxxx\"}}".formatted(text)).summary())
			.isEqualTo("400 invalid_request");
	}

	@Test
	void keyWhenChangedByStrangersOrByAKeyThenStaysAsItIs() {
		Answer created = create("");
		String stranger = login(this.accounts.withPassword().subject(), TestAccounts.PASSWORD);
		String path = "/api/keys/" + created.text("id");
		String body = "{\"name\":\"other\"}";
		assertThat(this.http.get(path).bearer(stranger).send().summary()).isEqualTo("404 not_found");
		assertThat(this.http.call("PATCH", path).bearer(stranger).json(body).send().summary())
			.isEqualTo("404 not_found");
		assertThat(patch("000000000000", body).summary()).isEqualTo("404 not_found");
		for (Answer byKey : List.of(this.http.call("PATCH", path).apiKey(created.text("key")).json(body).send(),
				this.http.call("PATCH", path).bearer(created.text("key")).json(body).send(),
				this.http.get(path).bearer(created.text("key")).send())) {
			assertThat(byKey.status()).isEqualTo(401);
		}
		assertThat(read(created.text("id")).text("name")).isEqualTo("ci");
		assertThat(this.http.get(path).bearer(login("admin", "secret")).send().text("account"))
			.isEqualTo(this.owner.getId().toString());
	}

	@Test
	void changeWhenKeyHasEndedThenConflict() {
		String id = create("").text("id");
		this.http.call("DELETE", "/api/keys/" + id).bearer(this.token).send();
		assertThat(patch(id, "{\"name\":\"other\"}").summary()).isEqualTo("409 key_not_live");
	}

	@Test
	void changeWhenDoneThenIsReadAuditedAndInheritedByTheSuccessor() {
		String id = create("").text("id");
		String metadata = "{\"team\":\"ü\",\"n\":[1,2.5,null,{}],\"big\":12345678901234567890}";
		Answer changed = patch(id, """
				{"name":"robot","allowed_networks":["2001:DB8:0:0::/32","127.0.0.0/8","::ffff:127.0.0.0/104"],
				"limit":{"requests":10.0,"per":"PT60S"},"metadata":%s}""".formatted(metadata));
		assertThat(changed.status()).isEqualTo(200);
		assertThat(changed.text("name")).isEqualTo("robot");
		assertThat(changed.json().path("allowed_networks").toString()).isEqualTo("[\"2001:db8::/32\",\"127.0.0.0/8\"]");
		assertThat(changed.json().path("limit").toString()).isEqualTo("{\"requests\":10,\"per\":\"PT1M\"}");
		assertThat(changed.body()).contains("\"metadata\":" + metadata);
		assertThat(read(id).json()).isEqualTo(changed.json());
		assertThat(audited("key.changed")).containsExactly("name, allowed_networks, limit, metadata");
		assertThat(patch(id, "{\"name\":\"robot\"}").status()).isEqualTo(200);
		assertThat(audited("key.changed")).hasSize(1); // the second changed nothing
		String successor = this.http.post("/api/keys/" + id + "/rotate")
			.bearer(this.token)
			.json("{}")
			.send()
			.text("id");
		for (String member : List.of("name", "allowed_networks", "limit", "metadata", "scopes")) {
			assertThat(read(successor).json().path(member)).isEqualTo(changed.json().path(member));
		}
		assertThat(patch(id, "{\"limit\":null,\"allowed_networks\":[],\"metadata\":{}}").json().path("limit").isNull())
			.isTrue();
		assertThat(read(id).json().path("allowed_networks").size()).isZero();
		assertThat(read(successor).json().path("allowed_networks").size()).isEqualTo(2);
	}

	@Test
	void scopesWhenNarrowedThenCountAtOnceAndNeverGrowAgain() {
		String key = this.keys.of(this.owner, Set.of(Account.DATA_READ, "other:read"), Duration.ofDays(30));
		String id = key.substring(3, 15);
		assertThat(use(key).status()).isEqualTo(200);
		assertThat(patch(id, "{\"scopes\":[\"other:read\"]}").status()).isEqualTo(200);
		assertThat(use(key).code()).isEqualTo("insufficient_scope");
		assertThat(patch(id, "{\"scopes\":[\"data:read\"]}").summary()).isEqualTo("400 invalid_request");
		assertThat(patch(id, "{\"scopes\":[\"other:read\",\"data:read\"]}").summary()).isEqualTo("400 invalid_request");
	}

	@Test
	void networksWhenAddressIsElsewhereThenIsRefusedAlsoByAKeyThatIsCached() {
		Answer created = create(",\"allowed_networks\":[\"127.0.0.0/8\",\"::1/128\"]");
		String key = created.text("key");
		assertThat(use(key).status()).isEqualTo(200);
		assertThat(patch(created.text("id"), "{\"allowed_networks\":[\"192.0.2.0/24\"]}").status()).isEqualTo(200);
		int before = StatementCount.now();
		for (int i = 0; i < 3; i++) {
			Answer refused = use(key);
			assertThat(refused.summary()).isEqualTo("403 address_not_allowed");
			assertThat(refused.body()).doesNotContain("192.0.2").doesNotContain("127.0.0");
			assertThat(refused.headers("RateLimit")).isEmpty();
		}
		// of the key and its owner, which have changed
		assertThat(StatementCount.now() - before).isEqualTo(2);
		assertThat(this.http.get("/api/data").bearer(key).send().summary()).isEqualTo("403 address_not_allowed");
		assertThat(this.http.get("/api/whoami").apiKey(key).send().summary()).isEqualTo("403 address_not_allowed");
		assertThat(this.http.post("/api/keys/revoke").json("{\"key\":\"" + key + "\"}").send().status()).isEqualTo(204);
		assertThat(use(key).code()).isEqualTo("api_key_revoked");
	}

	@Test
	void networksWhenAddressIsElsewhereThenTheAddressIsChargedAndItsNeighboursAreNot() {
		try (Replica service = Replica.start("--gatehouse.rate-limit.failures-per-address=5")) {
			String token = service.login();
			Answer created = service.http().post("/api/keys").bearer(token).json("""
					{"name":"ci","scopes":["data:read"]}""").send();
			assertThat(service.http().get("/api/data").apiKey(created.text("key")).send().header("RateLimit"))
				.startsWith("\"free\";r=59;");
			assertThat(service.http().get("/api/data").apiKey(DEMO_KEY).send().status()).isEqualTo(200);
			service.http().call("PATCH", "/api/keys/" + created.text("id")).bearer(token).json("""
					{"allowed_networks":["192.0.2.0/24"]}""").send();
			// the first is not charged: the key was known as good until it was read again
			for (int i = 0; i < 6; i++) {
				assertThat(service.http().get("/api/data").apiKey(created.text("key")).send().code())
					.isEqualTo("address_not_allowed");
			}
			Answer beyond = service.http().get("/api/data").apiKey(created.text("key")).send();
			assertThat(beyond.summary()).isEqualTo("429 rate_limited");
			assertThat(beyond.headers("RateLimit")).isEmpty();
			service.http().call("PATCH", "/api/keys/" + created.text("id")).bearer(token).json("""
					{"allowed_networks":[]}""").send();
			assertThat(service.http().get("/api/data").apiKey(created.text("key")).send().status()).isEqualTo(200);
			assertThat(service.http().get("/api/data").apiKey(DEMO_KEY).send().status()).isEqualTo(200);
		}
	}

	@Test
	void networksWhenBehindATrustedProxyThenAreComparedWithTheClient() {
		try (Replica service = Replica.start("--gatehouse.trusted-proxies=127.0.0.0/8,::1")) {
			String key = service.http()
				.post("/api/keys")
				.bearer(service.login())
				.json("""
						{"name":"ci","scopes":["data:read"],"allowed_networks":["198.51.100.0/24","2001:db8::/32"]}""")
				.send()
				.text("key");
			for (String inside : List.of("198.51.100.7", "203.0.113.9, 198.51.100.7", "::ffff:198.51.100.7",
					"2001:db8::1", "2001:db8:ffff::")) {
				assertThat(from(service, key, inside)).as(inside).startsWith("HTTP/1.1 200");
			}
			for (String outside : List.of("198.51.101.7", "198.51.100.7, 203.0.113.9", "2001:db9::1", "::c633:6407",
					"::ffff:198.51.101.7")) {
				assertThat(from(service, key, outside)).as(outside).contains("address_not_allowed");
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8, 10.255.0.1, true", "10.0.0.0/8, 11.0.0.1, false", "10.0.0.0/8, ::ffff:10.1.2.3, true",
			"::ffff:10.0.0.0/104, 10.1.2.3, true", "0.0.0.0/0, 192.0.2.1, true", "0.0.0.0/0, 2001:db8::1, false",
			"::/0, 192.0.2.1, false", "::/0, 2001:db8::1, true", "fe80::/10, fe80::1%2, true",
			"2001:db8::/33, 2001:db8:8000::, false", "192.0.2.1/32, 192.0.2.1, true", "192.0.2.1/32, 192.0.2.2, false",
			"0.0.0.0/0, unknown, false", "0.0.0.0/0, '', false", "0.0.0.0/0, , false" })
	void networksWhenAskedThenKnowTheirAddresses(String network, String address, boolean inside) {
		assertThat(Network.admit(List.of(Network.parse(network)), address)).isEqualTo(inside);
	}

	@ParameterizedTest
	@CsvSource({ "2001:DB8:0:0:0:0:0:0/32, 2001:db8::/32", "::/0, ::/0", "0:0:0:0:0:0:0:1/128, ::1/128",
			"2001:0:0:1::/64, 2001:0:0:1::/64", "1:0:0:2:0:0:0:3/128, 1:0:0:2::3/128",
			"1:2:3:4:5:6:7:0/128, 1:2:3:4:5:6:7:0/128", "10.0.0.0/8, 10.0.0.0/8", "::ffff:10.0.0.0/104, 10.0.0.0/8" })
	void networksWhenNormalizedThenHaveOneNotation(String given, String normal) throws UnknownHostException {
		assertThat(Network.parse(given).cidr()).isEqualTo(normal);
		assertThat(Network.parse(normal).cidr()).isEqualTo(normal);
		String address = normal.substring(0, normal.indexOf('/'));
		assertThat(InetAddress.getByName(address))
			.isEqualTo(InetAddress.getByName(given.substring(0, given.indexOf('/'))));
	}

	@Test
	void networksWhenNoneIsGivenThenAnyAddressWillDoAlsoAnUnknownOne() {
		assertThat(Network.admit(List.of(), null)).isTrue();
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> Network.parse("x".repeat(10_000)))
			.satisfies((problem) -> assertThat(problem.detail()).hasSizeLessThan(200));
	}

	@Test
	void sunsetWhenTheEndIsNearThenAnswersCarryIt() {
		Answer late = create(",\"expires_in_days\":30");
		assertThat(use(late.text("key")).headers("Sunset")).isEmpty();
		Answer soon = create(",\"expires_in_days\":7");
		Answer used = use(soon.text("key"));
		assertThat(used.headers("Deprecation")).isEmpty();
		Instant end = ZonedDateTime.parse(used.header("Sunset"), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
		assertThat(end).isEqualTo(Instant.parse(soon.text("expires_at")).truncatedTo(ChronoUnit.SECONDS));
		this.clock.move(Duration.ofDays(24));
		assertThat(use(late.text("key")).headers("Sunset")).hasSize(1);
	}

	@Test
	void noticeWhenTheEndIsNearThenIsInTheAuditOnce() {
		String soon = create(",\"expires_in_days\":6").text("id");
		String late = create(",\"expires_in_days\":30").text("id");
		String revoked = create(",\"expires_in_days\":6").text("id");
		this.http.call("DELETE", "/api/keys/" + revoked).bearer(this.token).send();
		String replaced = create(",\"expires_in_days\":6").text("id");
		String successor = this.http.post("/api/keys/" + replaced + "/rotate").bearer(this.token).send().text("id");
		this.notice.announce();
		this.notice.announce();
		assertThat(announced()).containsExactlyInAnyOrder(soon, successor).doesNotContain(late);
		this.clock.move(Duration.ofDays(24));
		this.notice.announce();
		assertThat(this.http.get("/api/audit?account=" + this.owner.getId())
			.bearer(login("admin", "secret"))
			.send()
			.json()
			.path("events")
			.valueStream()
			.filter((event) -> event.path("action").asString().equals("key.expiring"))
			.map((event) -> event.path("credential_id").asString())).containsExactlyInAnyOrder(soon, successor, late);
	}

	@Test
	void expiringWhenListedThenAreThoseThatEndInTime() {
		String soon = create(",\"expires_in_days\":6").text("id");
		String later = create(",\"expires_in_days\":13").text("id");
		create(",\"expires_in_days\":30");
		String revoked = create(",\"expires_in_days\":6").text("id");
		this.http.call("DELETE", "/api/keys/" + revoked).bearer(this.token).send();
		assertThat(expiring("P7D")).containsExactly(soon);
		assertThat(expiring("P1W")).containsExactly(soon);
		assertThat(expiring("P14D")).containsExactly(later, soon);
		assertThat(expiring("PT0S")).isEmpty();
		assertThat(expiring("P14D&name=other")).isEmpty();
		assertThat(expiring("P14D&limit=1")).containsExactly(later);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "7", "7d", "-P1D", "P1Y", "P9999999D", "P3651D", "P1D&expiring_within=P2D" })
	void expiringWhenTheDurationIsWrongThenNamesIt(String duration) {
		Answer answer = this.http.get("/api/keys?expiring_within=" + duration).bearer(this.token).send();
		assertThat(answer.summary()).isEqualTo("400 invalid_request");
		assertThat(answer.text("detail")).contains("expiring_within");
	}

	@Test
	void gaugeWhenKeysExpireThenCountsThem() {
		try (Replica service = Replica.start()) {
			MeterRegistry metrics = service.bean(MeterRegistry.class);
			service.http().post("/api/keys").bearer(service.login()).json("""
					{"name":"ci","scopes":["data:read"],"expires_in_days":3}""").send();
			service.bean(ExpiryNotice.class).announce();
			// also those that were announced before
			service.bean(ExpiryNotice.class).announce();
			assertThat(metrics.get("gatehouse.keys.expiring").gauge().value()).isEqualTo(1);
		}
	}

	private List<String> expiring(String query) {
		return this.http.get("/api/keys?expiring_within=" + query)
			.bearer(this.token)
			.send()
			.json()
			.path("keys")
			.valueStream()
			.map((key) -> key.path("id").asString())
			.toList();
	}

	private List<String> announced() {
		return events("key.expiring").stream().map((event) -> event.path("credential_id").asString()).toList();
	}

	private List<String> audited(String action) {
		return events(action).stream().map((event) -> event.path("detail").asString()).toList();
	}

	private List<JsonNode> events(String action) {
		return this.http.get("/api/audit")
			.bearer(this.token)
			.send()
			.json()
			.path("events")
			.valueStream()
			.filter((event) -> event.path("action").asString().equals(action))
			.toList();
	}

	private static String from(Replica service, String key, String forwarded) {
		return new RawHttp(service.port()).send("GET /api/data HTTP/1.1", "X-API-Key: " + key,
				"X-Forwarded-For: " + forwarded);
	}

	private Answer create(String more) {
		return this.http.post("/api/keys").bearer(this.token).json("""
				{"name":"ci","scopes":["data:read"]%s}""".formatted(more)).send();
	}

	private Answer read(String id) {
		return this.http.get("/api/keys/" + id).bearer(this.token).send();
	}

	private Answer patch(String id, String body) {
		return this.http.call("PATCH", "/api/keys/" + id).bearer(this.token).json(body).send();
	}

	private Answer use(String key) {
		return this.http.get("/api/data").apiKey(key).send();
	}

}
