package dev.gatehouse.passkey;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.passkey.SoftwareAuthenticator.Algorithm;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServerTests;
import dev.gatehouse.support.Together;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The login with a passkey: what it answers, and each way to fail.
 */
class PasskeyLoginTests extends ServerTests {

	private static final String REFUSED = "401 passkey_invalid Bearer realm=\"gatehouse\"";

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private MeterRegistry meters;

	private Account account;

	private String token;

	private SoftwareAuthenticator authenticator;

	private PasskeyUser user;

	@BeforeEach
	void addAPasskey() {
		this.account = this.accounts.withPassword();
		this.token = login(this.account.subject(), TestAccounts.PASSWORD);
		this.authenticator = new SoftwareAuthenticator(issuer());
		this.user = new PasskeyUser(this.http);
		this.user.register(this.token, this.authenticator);
	}

	@Test
	void optionsWhenAskedForThenNameNobody() {
		Answer options = this.http.post("/auth/passkey/options").send();
		assertThat(options.status()).isEqualTo(200);
		assertThat(options.json().propertyNames()).containsExactlyInAnyOrder("challenge", "timeout", "rpId",
				"allowCredentials", "userVerification");
		assertThat(options.text("rpId")).isEqualTo("localhost");
		assertThat(options.json().path("allowCredentials").isEmpty()).isTrue();
		assertThat(options.text("userVerification")).isEqualTo("required");
		assertThat(Base64.getUrlDecoder().decode(options.text("challenge"))).hasSize(32);
		assertThat(options.headers("Set-Cookie")).hasSize(1)
			.allMatch((cookie) -> cookie.startsWith("login-") && cookie.contains("HttpOnly"));
		assertThat(options.header("Cache-Control")).isEqualTo("no-store");
		String rows = this.jdbc.sql("select * from login_attempt").query().listOfRows().toString();
		assertThat(rows).doesNotContain(options.text("challenge"),
				options.cookie("login-").orElseThrow().split("[=;]")[1]);
	}

	@Test
	void loginWhenPasskeyIsGoodThenAnswersAsAPasswordDoes() {
		Answer answer = this.user.login(this.authenticator);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		Answer byPassword = this.http.post("/auth/login").json("""
				{"username":"%s","password":"%s"}""".formatted(this.account.name(), TestAccounts.PASSWORD)).send();
		assertThat(answer.json().propertyNames()).isEqualTo(byPassword.json().propertyNames());
		assertThat(answer.json().path("expires_in")).isEqualTo(byPassword.json().path("expires_in"));
		JsonNode claims = claims(answer.text("access_token"));
		assertThat(claims.path("sub").asString()).isEqualTo(this.account.subject());
		assertThat(claims.path("amr").toString()).isEqualTo("[\"pop\",\"user\",\"mfa\"]");
		assertThat(this.http.get("/api/protected").bearer(answer.text("access_token")).send().status()).isEqualTo(200);
		assertThat(this.http.get("/api/sessions").bearer(answer.text("access_token")).send().body())
			.contains("\"amr\":[\"pop\",\"user\",\"mfa\"]");
		assertThat(this.http.post("/auth/refresh").json("""
				{"refresh_token":"%s"}""".formatted(answer.text("refresh_token"))).send().status()).isEqualTo(200);
	}

	@Test
	void loginWhenCookiesAreWantedThenHasNoTokenInTheBody() {
		Answer answer = this.user.login("?delivery=cookie", this.authenticator.get(this.user.loginOptions()).json());
		assertThat(answer.body()).isEqualTo("{\"expires_in\":900}");
		assertThat(answer.headers("Set-Cookie")).anyMatch((cookie) -> cookie.startsWith("access="))
			.anyMatch((cookie) -> cookie.startsWith("refresh="))
			.anyMatch((cookie) -> cookie.startsWith("XSRF-TOKEN="))
			.anyMatch((cookie) -> cookie.startsWith("login-") && cookie.contains("Max-Age=0"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "?delivery=paper", "?delivery=cookie&delivery=body" })
	void loginWhenDeliveryIsAnotherThenIs400AsAtTheOtherLogin(String query) {
		assertThat(this.user.login(query, this.authenticator.get(this.user.loginOptions()).json()).summary())
			.isEqualTo("400 invalid_request");
	}

	@ParameterizedTest
	@EnumSource(Algorithm.class)
	void loginWhenKeyIsOfAnOfferedKindThenSucceeds(Algorithm algorithm) {
		SoftwareAuthenticator other = new SoftwareAuthenticator(issuer(), algorithm);
		this.user.register(this.token, other);
		assertThat(this.user.login(other).status()).isEqualTo(200);
		assertThat(this.user.login(other).status()).isEqualTo(200);
	}

	/** One fault each; the rest is in order. */
	private static Map<String, Consumer<SoftwareAuthenticator.Answer>> faults() {
		Map<String, Consumer<SoftwareAuthenticator.Answer>> faults = new LinkedHashMap<>();
		faults.put("unknown credential", (answer) -> answer.id = new byte[32]);
		faults.put("empty credential id", (answer) -> answer.id = new byte[0]);
		faults.put("forged signature", (answer) -> answer.forged = true);
		faults.put("another origin", (answer) -> answer.clientOrigin = "https://elsewhere.example");
		faults.put("origin with another port", (answer) -> answer.clientOrigin = "http://localhost:1");
		faults.put("origin without its port", (answer) -> answer.clientOrigin = "http://localhost");
		faults.put("origin with https", (answer) -> answer.clientOrigin = answer.clientOrigin.replace("http", "https"));
		faults.put("origin in capitals", (answer) -> answer.clientOrigin = answer.clientOrigin.toUpperCase());
		faults.put("origin with a path", (answer) -> answer.clientOrigin += "/");
		faults.put("origin with a user", (answer) -> answer.clientOrigin = answer.clientOrigin.replace("//", "//a@"));
		faults.put("subdomain", (answer) -> answer.clientOrigin = answer.clientOrigin.replace("//", "//sub."));
		faults.put("opaque origin", (answer) -> answer.clientOrigin = "null");
		faults.put("app", (answer) -> answer.clientOrigin = "android:apk-key-hash:abc");
		faults.put("another rpId", (answer) -> answer.rpId = "elsewhere.example");
		faults.put("rpId with the port", (answer) -> answer.rpId = answer.clientOrigin.substring("http://".length()));
		faults.put("client data of a registration", (answer) -> answer.clientType = "webauthn.create");
		faults.put("client data of a payment", (answer) -> answer.clientType = "payment.get");
		faults.put("another credential type", (answer) -> answer.type = "password");
		faults.put("user not present", (answer) -> answer.answerFlags &= ~SoftwareAuthenticator.USER_PRESENT);
		faults.put("user not verified", (answer) -> answer.answerFlags &= ~SoftwareAuthenticator.USER_VERIFIED);
		faults.put("now eligible for backup", (answer) -> answer.answerFlags |= SoftwareAuthenticator.BACKUP_ELIGIBLE);
		faults.put("backup of what is not eligible",
				(answer) -> answer.answerFlags |= SoftwareAuthenticator.BACKUP_STATE);
		faults.put("another user handle", (answer) -> answer.handle = SoftwareAuthenticator.text(new byte[32]));
		faults.put("no user handle", (answer) -> answer.handle = null);
		faults.put("empty user handle", (answer) -> answer.handle = "");
		faults.put("cross-origin", (answer) -> answer.more = ",\"crossOrigin\":true");
		faults.put("top origin",
				(answer) -> answer.more = ",\"crossOrigin\":false,\"topOrigin\":\"https://elsewhere.example\"");
		faults.put("own top origin",
				(answer) -> answer.more = ",\"crossOrigin\":true,\"topOrigin\":\"" + answer.clientOrigin + "\"");
		faults.put("counter that stands still", (answer) -> answer.count = 1);
		faults.put("counter that went back to zero", (answer) -> answer.count = 0);
		return faults;
	}

	static Stream<String> faultNames() {
		return faults().keySet().stream();
	}

	@ParameterizedTest
	@MethodSource("faultNames")
	void loginWhenAnythingIsWrongThenIsRefusedAlikeAndSpendsTheChallenge(String fault) {
		String options = this.user.loginOptions();
		SoftwareAuthenticator.Answer wrong = this.authenticator.get(options);
		faults().get(fault).accept(wrong);
		Answer refused = this.user.login(wrong.json());
		assertThat(refused.summary()).as(refused.toString()).isEqualTo(REFUSED);
		assertThat(refused.text("detail")).isEqualTo("The passkey was not accepted");
		assertThat(this.user.login(this.authenticator.get(options).json()).code()).isEqualTo("login_attempt_invalid");
		assertThat(this.user.login(this.authenticator).status()).isEqualTo(200);
	}

	@Test
	void loginWhenRefusedThenAnswersAreIdenticalToTheByte() {
		List<String> bodies = faults().values().stream().map((fault) -> {
			SoftwareAuthenticator.Answer wrong = this.authenticator.get(this.user.loginOptions());
			fault.accept(wrong);
			return this.user.login(wrong.json()).body().replaceAll("\"request_id\":\"[^\"]*\"", "");
		}).toList();
		assertThat(bodies).containsOnly(bodies.get(0));
	}

	@Test
	void loginWhenHandleIsOfAnotherUserWithAPasskeyThenIsRefused() {
		Account other = this.accounts.withPassword();
		SoftwareAuthenticator theirs = new SoftwareAuthenticator(issuer());
		this.user.register(login(other.subject(), TestAccounts.PASSWORD), theirs);
		SoftwareAuthenticator.Answer mixed = this.authenticator.get(this.user.loginOptions());
		mixed.handle = theirs.userHandle;
		assertThat(this.user.login(mixed.json()).summary()).isEqualTo(REFUSED);
	}

	@Test
	void loginWhenAccountIsDisabledThenIsRefusedAndOpensNoSession() {
		this.accounts.disable(this.accounts.bySubject(this.account.subject()));
		long before = sessions();
		assertThat(this.user.login(this.authenticator).summary()).isEqualTo(REFUSED);
		assertThat(sessions()).isEqualTo(before);
		assertThat(audit("passkey.refused")).contains("disabled");
	}

	@Test
	void loginWhenPasskeyWasRemovedThenIsRefused() {
		String id = this.http.get("/api/me/passkeys").bearer(this.token).send().json().at("/passkeys/0/id").asString();
		assertThat(this.http.call("DELETE", "/api/me/passkeys/" + id).bearer(this.token).send().status())
			.isEqualTo(204);
		assertThat(this.user.login(this.authenticator).summary()).isEqualTo(REFUSED);
	}

	@Test
	void loginWhenAccountWasDeletedThenIsRefusedAndNothingIsLeft() {
		assertThat(this.http.call("DELETE", "/api/me").bearer(this.token).json("""
				{"current":"%s"}""".formatted(TestAccounts.PASSWORD)).send().status()).isEqualTo(204);
		assertThat(this.user.login(this.authenticator).summary()).isEqualTo(REFUSED);
		assertThat(this.jdbc.sql("select count(*) from passkey_owner where owner_id = ?")
			.param(this.account.getId().toString())
			.query(Integer.class)
			.single()).isZero();
	}

	@Test
	void counterWhenAuthenticatorDoesNotCountThenStaysZero() {
		SoftwareAuthenticator synced = new SoftwareAuthenticator(issuer());
		synced.counter = -1;
		synced.flags |= SoftwareAuthenticator.BACKUP_ELIGIBLE | SoftwareAuthenticator.BACKUP_STATE;
		this.user.register(this.token, synced);
		assertThat(this.user.login(synced).status()).isEqualTo(200);
		assertThat(this.user.login(synced).status()).isEqualTo(200);
		SoftwareAuthenticator.Answer strange = synced.get(this.user.loginOptions());
		strange.answerFlags = SoftwareAuthenticator.USER_PRESENT | SoftwareAuthenticator.USER_VERIFIED;
		assertThat(this.user.login(strange.json()).summary()).isEqualTo(REFUSED);
	}

	/** It is unsigned, and 32 bits long. */
	@Test
	void counterWhenHighestThenIsTaken() {
		SoftwareAuthenticator.Answer high = this.authenticator.get(this.user.loginOptions());
		high.count = 0xffffffffL;
		assertThat(this.user.login(high.json()).status()).isEqualTo(200);
		assertThat(this.user.login(this.authenticator).summary()).isEqualTo(REFUSED);
	}

	@Test
	void counterWhenCopyWasUsedThenIsRefusedAndAudited() {
		SoftwareAuthenticator copy = this.authenticator.copy();
		assertThat(this.user.login(copy).status()).isEqualTo(200);
		assertThat(this.user.login(this.authenticator).summary()).isEqualTo(REFUSED);
		assertThat(audit("passkey.cloned")).contains("failure", "passkey");
		assertThat(audit("passkey.used")).hasSizeGreaterThan(0);
	}

	@Test
	void attemptWhenUsedThenIsSpent() {
		String options = this.user.loginOptions();
		assertThat(this.user.login(this.authenticator.get(options).json()).status()).isEqualTo(200);
		assertThat(this.user.login(this.authenticator.get(options).json()).summary())
			.isEqualTo("400 login_attempt_invalid");
	}

	@Test
	void attemptWhenOlderThanFiveMinutesThenIsOver() {
		String options = this.user.loginOptions();
		this.clock.move(Duration.ofMinutes(5));
		assertThat(this.user.login(this.authenticator.get(options).json()).summary())
			.isEqualTo("400 login_attempt_invalid");
	}

	@Test
	void attemptWhenOfAnotherBrowserThenIsRefusedAndNotSpent() {
		String options = this.user.loginOptions();
		PasskeyUser other = new PasskeyUser(this.http);
		assertThat(other.login(this.authenticator.get(options).json()).summary())
			.isEqualTo("400 login_attempt_invalid");
		other.loginOptions();
		assertThat(other.login(this.authenticator.get(options).json()).summary())
			.isEqualTo("400 login_attempt_invalid");
		assertThat(this.user.login(this.authenticator.get(options).json()).status()).isEqualTo(200);
	}

	@Test
	void attemptWhenMadeUpThenIsRefused() {
		SoftwareAuthenticator.Answer answer = this.authenticator.get(this.user.loginOptions());
		answer.challenge = SoftwareAuthenticator.text(new byte[32]);
		assertThat(this.user.login(answer.json()).summary()).isEqualTo("400 login_attempt_invalid");
	}

	@Test
	void attemptWhenBegunToAddAPasskeyThenCannotLogIn() {
		SoftwareAuthenticator.Answer answer = this.authenticator.get(this.user.loginOptions());
		answer.challenge = SoftwareAuthenticator.text(Base64.getUrlDecoder()
			.decode(this.user.creationOptions(this.token).split("\"challenge\":\"")[1].split("\"")[0]));
		assertThat(this.user.login(answer.json()).summary()).isEqualTo("400 login_attempt_invalid");
	}

	@Test
	void answersWhenParallelThenOneSession() {
		SoftwareAuthenticator synced = new SoftwareAuthenticator(issuer());
		synced.counter = -1;
		this.user.register(this.token, synced);
		// the moment that matters is short, so that one round may miss it
		for (int round = 0; round < 20; round++) {
			String answer = synced.get(this.user.loginOptions()).json();
			long before = sessions();
			List<Answer> answers = Together.run(8, 8, (i) -> this.user.login(answer));
			assertThat(answers).filteredOn((each) -> each.status() == 200).hasSize(1);
			assertThat(answers).filteredOn((each) -> each.status() != 200)
				.allMatch((each) -> each.code().equals("login_attempt_invalid"));
			assertThat(sessions()).isEqualTo(before + 1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "null", "{\"credential\":null}", "{\"credential\":{}}",
			"{\"credential\":\"hunter2\"}", "{\"credential\":[1]}",
			"{\"credential\":{\"response\":null,\"type\":\"public-key\"}}",
			"{\"credential\":{\"rawId\":\"hunter2!\",\"response\":{}}}",
			"{\"credential\":{\"rawId\":\"aHVudGVyMg\",\"response\":{\"clientDataJSON\":\"aHVudGVyMg\",\"authenticatorData\":\"aHVudGVyMg\",\"signature\":\"aHVudGVyMg\"}}}",
			"{\"credential\":{\"rawId\":\"aHVudGVyMg\",\"response\":{\"clientDataJSON\":\"bnVsbA\",\"authenticatorData\":\"\",\"signature\":\"\"}}}",
			"{\"credential\":{},\"hunter2\":1}", "{\"credential\":{},\"credential\":{}}", "hunter2",
			"{\"credential\":" })
	void bodyWhenMalformedThenIs400AndEchoesNothing(String body) {
		Answer answer = this.http.post("/auth/passkey").json(body).send();
		assertThat(answer.summary()).as(answer.toString()).isEqualTo("400 invalid_request");
		assertThat(answer.body().replace("The member hunter2 of", "")).doesNotContain("hunter2", "aHVudGVyMg");
	}

	/** As an honest answer, but for what stands in the authenticator data. */
	@Test
	void bodyWhenAuthenticatorDataIsLongerThanItSaysThenIs400() {
		SoftwareAuthenticator.Answer answer = this.authenticator.get(this.user.loginOptions());
		answer.trailing = new byte[] { 1, 2, 3 };
		assertThat(this.user.login(answer.json()).summary()).isEqualTo("400 invalid_request");
	}

	@Test
	void bodyWhenLargeOrOfAnotherTypeThenIsRefused() {
		String large = "{\"credential\":{\"rawId\":\"" + "a".repeat(20_000) + "\"}}";
		assertThat(this.http.post("/auth/passkey").json(large).send().code()).isEqualTo("payload_too_large");
		assertThat(this.http.post("/auth/passkey")
			.chunked("application/json", large.getBytes(StandardCharsets.UTF_8))
			.send()
			.code()).isEqualTo("payload_too_large");
		assertThat(this.http.post("/auth/passkey").body("text/plain", "{}").send().code())
			.isEqualTo("unsupported_media_type");
		assertThat(this.http.get("/auth/passkey").send().status()).isEqualTo(405);
		assertThat(this.http.get("/auth/passkey/options").send().status()).isEqualTo(405);
	}

	@Test
	void loginWhenItEndsThenIsCountedByOutcome() {
		double successes = counted("success");
		double refusals = counted("passkey_invalid");
		double lost = counted("login_attempt_invalid");
		String options = this.user.loginOptions();
		SoftwareAuthenticator.Answer wrong = this.authenticator.get(options);
		wrong.forged = true;
		this.user.login(wrong.json());
		this.user.login(wrong.json());
		this.user.login(this.authenticator);
		assertThat(counted("success")).isEqualTo(successes + 1);
		assertThat(counted("passkey_invalid")).isEqualTo(refusals + 1);
		assertThat(counted("login_attempt_invalid")).isEqualTo(lost + 1);
		assertThat(audit("passkey.refused")).contains("BadSignature");
	}

	@Test
	void startsWhenTooManyThenAddressWaits() {
		try (Replica service = Replica.start("--gatehouse.login.starts-per-address=2")) {
			PasskeyUser visitor = new PasskeyUser(service.http());
			visitor.loginOptions();
			visitor.loginOptions();
			Answer refused = service.http().post("/auth/passkey/options").send();
			assertThat(refused.summary()).isEqualTo("429 rate_limited");
			assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 61);
			assertThat(service.http().post("/api/me/passkeys/options").bearer(service.login()).send().summary())
				.isEqualTo("429 rate_limited");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://127.0.0.1:8080", "http://[::1]:8080", "https://10.1.2.3" })
	void passkeysWhenHostIsAnAddressThenAreOff(String publicUrl) {
		try (Replica service = Replica.start("--gatehouse.public-url=" + publicUrl)) {
			Answer refused = service.http().post("/auth/passkey/options").send();
			assertThat(refused.summary()).isEqualTo("404 passkeys_unavailable");
			assertThat(refused.text("detail")).contains("gatehouse.public-url", "IP address");
			assertThat(service.http().post("/auth/passkey").json("{\"credential\":{}}").send().code())
				.isEqualTo("passkeys_unavailable");
			assertThat(service.http().post("/api/me/passkeys/options").bearer(service.login()).send().code())
				.isEqualTo("passkeys_unavailable");
			assertThat(service.http().get("/auth/providers").send().body()).contains("\"passkeys\":false");
		}
	}

	@Test
	void providersWhenHostIsANameThenSayThatPasskeysAreOn() {
		assertThat(this.http.get("/auth/providers").send().json().path("passkeys").asBoolean()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://Shop.Example|shop.example|https://shop.example",
			"https://shop.example:443|shop.example|https://shop.example",
			"http://localhost:80|localhost|http://localhost", "http://localhost:8080|localhost|http://localhost:8080",
			"https://shop.example:8443|shop.example|https://shop.example:8443" })
	void relyingPartyWhenUrlIsWrittenAnyWayThenIsAsBrowsersWriteIt(String row) {
		String[] cells = row.split("\\|");
		RelyingParty party = new RelyingParty(cells[0]);
		assertThat(party.id).isEqualTo(cells[1]);
		assertThat(party.origin).isEqualTo(cells[2]);
		assertThat(party.isOn()).isTrue();
	}

	private List<String> audit(String action) {
		return this.jdbc.sql("select * from audit_event where account_id = ? and action = ?")
			.params(this.account.getId(), action)
			.query()
			.listOfRows()
			.stream()
			.flatMap((row) -> row.values().stream())
			.map(String::valueOf)
			.toList();
	}

	private long sessions() {
		return this.jdbc.sql("select count(*) from login_session where account_id = ?")
			.param(this.account.getId())
			.query(Long.class)
			.single();
	}

	private double counted(String outcome) {
		Counter counter = this.meters.find("gatehouse.auth").tags("scheme", "passkey", "outcome", outcome).counter();
		return (counter != null) ? counter.count() : 0;
	}

	private static JsonNode claims(String token) {
		return JsonMapper.builder().build().readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
	}

}
