package dev.gatehouse.passkey;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.support.Cookies;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.ServerTests;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Passkeys of users who have logged in: added, listed, renamed, removed.
 */
class PasskeyManagementTests extends ServerTests {

	private static final String PATH = "/api/me/passkeys";

	@Autowired
	private JdbcClient jdbc;

	private Account account;

	private String token;

	private SoftwareAuthenticator authenticator;

	private PasskeyUser user;

	@BeforeEach
	void logIn() {
		this.account = this.accounts.withPassword();
		this.token = login(this.account.subject(), TestAccounts.PASSWORD);
		this.authenticator = new SoftwareAuthenticator(issuer());
		this.user = new PasskeyUser(this.http);
	}

	@Test
	void optionsWhenLoggedInThenAskForADiscoverablePasskey() {
		Answer first = this.http.post(PATH + "/options").bearer(this.token).send();
		assertThat(first.status()).as(first.toString()).isEqualTo(200);
		JsonNode options = first.json();
		assertThat(options.path("rp").toString()).contains("\"id\":\"localhost\"", "\"name\":\"gatehouse\"");
		assertThat(options.at("/user/name").asString()).isEqualTo(this.account.name());
		assertThat(Base64.getUrlDecoder().decode(options.at("/user/id").asString())).hasSize(32);
		assertThat(options.path("pubKeyCredParams").valueStream().map((each) -> each.path("alg").asInt()))
			.containsExactly(-7, -8, -257);
		assertThat(options.path("authenticatorSelection").toString()).contains("\"residentKey\":\"required\"",
				"\"userVerification\":\"required\"");
		assertThat(options.path("attestation").asString()).isEqualTo("none");
		assertThat(options.path("excludeCredentials").isEmpty()).isTrue();
		assertThat(first.headers("Set-Cookie")).isEmpty();
		this.user.register(this.token, this.authenticator);
		JsonNode second = this.http.post(PATH + "/options").bearer(this.token).send().json();
		assertThat(second.at("/user/id")).isEqualTo(options.at("/user/id"));
		assertThat(second.at("/excludeCredentials/0/id").asString())
			.isEqualTo(SoftwareAuthenticator.text(this.authenticator.credentialId));
		assertThat(second.at("/excludeCredentials/0/transports").toString()).isEqualTo("[\"hybrid\",\"internal\"]");
	}

	@Test
	void passkeyWhenAddedThenIsListedRenamedAndRemoved() {
		Answer added = this.user.add(this.token, "phone",
				this.authenticator.create(this.user.creationOptions(this.token)).json());
		assertThat(added.status()).as(added.toString()).isEqualTo(201);
		assertThat(added.header("Location")).isEqualTo(PATH + "/" + added.text("id"));
		assertThat(added.json().propertyNames()).containsExactlyInAnyOrder("id", "label", "created_at", "last_used_at",
				"backed_up");
		this.user.login(this.authenticator);
		JsonNode listed = this.http.get(PATH).bearer(this.token).send().json().path("passkeys");
		assertThat(listed.size()).isOne();
		assertThat(listed.at("/0/label").asString()).isEqualTo("phone");
		assertThat(listed.at("/0/created_at")).isEqualTo(added.json().path("created_at"));
		assertThat(listed.at("/0/last_used_at").asString()).endsWith("Z");
		String path = PATH + "/" + added.text("id");
		Answer renamed = this.http.call("PATCH", path).bearer(this.token).json("{\"label\":\"old phone\"}").send();
		assertThat(renamed.text("label")).isEqualTo("old phone");
		assertThat(this.http.get(PATH).bearer(this.token).send().body()).contains("old phone");
		assertThat(this.http.call("DELETE", path).bearer(this.token).send().status()).isEqualTo(204);
		assertThat(this.http.call("DELETE", path).bearer(this.token).send().summary()).isEqualTo("404 not_found");
		assertThat(this.http.get(PATH).bearer(this.token).send().json().path("passkeys").isEmpty()).isTrue();
		assertThat(this.jdbc
			.sql("select action from audit_event where account_id = ? and action like 'passkey.%' order by id")
			.param(this.account.getId())
			.query(String.class)
			.list()).containsExactly("passkey.added", "passkey.used", "passkey.renamed", "passkey.removed");
	}

	@Test
	void passkeyWhenOfAnotherOwnerThenIsNotFound() {
		String id = this.user.register(this.token, this.authenticator);
		String other = login(this.accounts.withPassword().subject(), TestAccounts.PASSWORD);
		for (String each : List.of(id, UUID.randomUUID().toString(), "none")) {
			String path = PATH + "/" + each;
			assertThat(this.http.call("DELETE", path).bearer(other).send().summary()).isEqualTo("404 not_found");
			assertThat(this.http.call("PATCH", path).bearer(other).json("{\"label\":\"mine\"}").send().summary())
				.isEqualTo("404 not_found");
		}
		assertThat(this.http.get(PATH).bearer(other).send().json().path("passkeys").isEmpty()).isTrue();
		assertThat(this.user.login(this.authenticator).status()).isEqualTo(200);
	}

	/** One fault each; the rest is in order. */
	private static Map<String, Consumer<SoftwareAuthenticator.Answer>> faults() {
		Map<String, Consumer<SoftwareAuthenticator.Answer>> faults = new LinkedHashMap<>();
		faults.put("another origin", (answer) -> answer.clientOrigin = "https://elsewhere.example");
		faults.put("origin in capitals", (answer) -> answer.clientOrigin = answer.clientOrigin.toUpperCase());
		faults.put("another rpId", (answer) -> answer.rpId = "elsewhere.example");
		faults.put("client data of a login", (answer) -> answer.clientType = "webauthn.get");
		faults.put("another credential type", (answer) -> answer.type = "password");
		faults.put("user not present", (answer) -> answer.answerFlags &= ~SoftwareAuthenticator.USER_PRESENT);
		faults.put("user not verified", (answer) -> answer.answerFlags &= ~SoftwareAuthenticator.USER_VERIFIED);
		faults.put("backup of what is not eligible",
				(answer) -> answer.answerFlags |= SoftwareAuthenticator.BACKUP_STATE);
		faults.put("cross-origin", (answer) -> answer.more = ",\"crossOrigin\":true");
		faults.put("top origin", (answer) -> answer.more = ",\"topOrigin\":\"https://elsewhere.example\"");
		faults.put("credential id of 1024 bytes", (answer) -> answer.id = new byte[1024]);
		return faults;
	}

	static Stream<String> faultNames() {
		return faults().keySet().stream();
	}

	@ParameterizedTest
	@MethodSource("faultNames")
	void registrationWhenAnythingIsWrongThenIsRefusedAndSpendsTheChallenge(String fault) {
		String options = this.user.creationOptions(this.token);
		SoftwareAuthenticator.Answer wrong = this.authenticator.create(options);
		faults().get(fault).accept(wrong);
		Answer refused = this.user.add(this.token, "mine", wrong.json());
		assertThat(refused.summary()).as(refused.toString()).isEqualTo("400 passkey_invalid");
		assertThat(this.user.add(this.token, "mine", this.authenticator.create(options).json()).code())
			.isEqualTo("login_attempt_invalid");
		assertThat(this.http.get(PATH).bearer(this.token).send().json().path("passkeys").isEmpty()).isTrue();
		this.user.register(this.token, this.authenticator);
	}

	@Test
	void registrationWhenCredentialIdHas1023BytesThenIsTaken() {
		this.authenticator.credentialId = Base64.getDecoder().decode("A1b2".repeat(341));
		assertThat(this.authenticator.credentialId).hasSize(1023);
		this.user.register(this.token, this.authenticator);
		assertThat(this.user.login(this.authenticator).status()).isEqualTo(200);
	}

	@Test
	void registrationWhenCredentialIsKnownThenIsRefusedWhoeverHasIt() {
		this.user.register(this.token, this.authenticator);
		String other = login(this.accounts.withPassword().subject(), TestAccounts.PASSWORD);
		for (String each : List.of(this.token, other)) {
			SoftwareAuthenticator same = this.authenticator.copy();
			assertThat(this.user.add(each, "mine", same.create(this.user.creationOptions(each)).json()).summary())
				.isEqualTo("400 passkey_invalid");
		}
		assertThat(this.user.login(this.authenticator).status()).isEqualTo(200);
	}

	@Test
	void attemptWhenOfAnotherSessionOrAccountThenIsRefused() {
		String options = this.user.creationOptions(this.token);
		String sameAccount = login(this.account.subject(), TestAccounts.PASSWORD);
		String other = login(this.accounts.withPassword().subject(), TestAccounts.PASSWORD);
		for (String each : List.of(sameAccount, other)) {
			assertThat(this.user.add(each, "mine", this.authenticator.create(options).json()).summary())
				.isEqualTo("400 login_attempt_invalid");
		}
		assertThat(this.user.add(this.token, "mine", this.authenticator.create(options).json()).status())
			.isEqualTo(201);
	}

	@Test
	void attemptWhenBegunToLogInThenCannotAddAPasskey() {
		SoftwareAuthenticator.Answer answer = this.authenticator.create(this.user.creationOptions(this.token));
		answer.challenge = this.user.loginOptions().split("\"challenge\":\"")[1].split("\"")[0];
		assertThat(this.user.cookies()
			.on(this.http.post(PATH))
			.bearer(this.token)
			.json("{\"label\":\"mine\",\"credential\":" + answer.json() + "}")
			.send()
			.summary()).isEqualTo("400 login_attempt_invalid");
	}

	@Test
	void passkeysWhenTenThenNoMoreAlsoInParallel() {
		List<String> answers = Stream.generate(() -> this.user.creationOptions(this.token))
			.limit(20)
			.map((options) -> new SoftwareAuthenticator(issuer()).create(options).json())
			.toList();
		List<Answer> added = Together.run(20, 20, (i) -> this.user.add(this.token, "mine", answers.get(i)));
		assertThat(added).filteredOn((answer) -> answer.status() == 201).hasSize(10);
		assertThat(added).filteredOn((answer) -> answer.status() != 201)
			.allMatch((answer) -> answer.summary().equals("409 passkey_limit_reached"));
		assertThat(this.http.post(PATH + "/options").bearer(this.token).send().summary())
			.isEqualTo("409 passkey_limit_reached");
	}

	@Test
	void passkeyWhenLastWayToLogInThenStays() {
		String first = this.user.register(this.token, this.authenticator);
		String second = this.user.register(this.token, new SoftwareAuthenticator(issuer()));
		this.jdbc.sql("update account set password_hash = null where id = ?").param(this.account.getId()).update();
		List<Answer> removed = Together.run(2, 2,
				(i) -> this.http.call("DELETE", PATH + "/" + ((i == 0) ? first : second)).bearer(this.token).send());
		assertThat(removed.stream().map(Answer::summary)).containsExactlyInAnyOrder("204", "409 last_login_method");
	}

	@Test
	void passkeyWhenLastAndUserComesFromAProviderThenIsRemoved() {
		this.user.register(this.token, this.authenticator);
		this.jdbc.sql("update account set password_hash = null where id = ?").param(this.account.getId()).update();
		this.jdbc.sql("insert into identity values ('github', 'https://github.com/login/oauth', ?, ?, now(), null)")
			.params(this.account.subject(), this.account.getId())
			.update();
		String later = this.user.login(this.authenticator).text("access_token");
		String id = this.http.get(PATH).bearer(later).send().json().at("/passkeys/0/id").asString();
		assertThat(this.http.call("DELETE", PATH + "/" + id).bearer(later).send().status()).isEqualTo(204);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"label\":\"\"", "\"label\":\" \"", "\"label\":null", "\"label\":7",
			"\"label\":\"a\\u0000b\"", "\"label\":\"a\\u202eb\"", "\"name\":\"mine\"" })
	void labelWhenNotPrintableThenIs400(String member) {
		String id = this.user.register(this.token, this.authenticator);
		assertThat(
				this.http.call("PATCH", PATH + "/" + id).bearer(this.token).json("{" + member + "}").send().summary())
			.isEqualTo("400 invalid_request");
		String credential = new SoftwareAuthenticator(issuer()).create(this.user.creationOptions(this.token)).json();
		assertThat(this.http.post(PATH)
			.bearer(this.token)
			.json("{" + member + ",\"credential\":" + credential + "}")
			.send()
			.summary()).isEqualTo("400 invalid_request");
	}

	@Test
	void labelWhenLongestThenIsStored() {
		String id = this.user.register(this.token, this.authenticator);
		String label = "\ud83d\udd11".repeat(100);
		assertThat(this.http.call("PATCH", PATH + "/" + id)
			.bearer(this.token)
			.json("{\"label\":\"" + label + "\"}")
			.send()
			.text("label")).isEqualTo(label);
		assertThat(this.http.call("PATCH", PATH + "/" + id)
			.bearer(this.token)
			.json("{\"label\":\"" + label + "x\"}")
			.send()
			.summary()).isEqualTo("400 invalid_request");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"response\":{}}", "{}", "\"hunter2\"", "null",
			"{\"rawId\":\"aHVudGVyMg\",\"response\":{\"clientDataJSON\":\"aHVudGVyMg\",\"attestationObject\":\"aHVudGVyMg\"}}" })
	void credentialWhenMalformedThenIs400AndEchoesNothing(String credential) {
		Answer answer = this.user.add(this.token, "mine", credential);
		assertThat(answer.summary()).as(answer.toString()).isEqualTo("400 invalid_request");
		assertThat(answer.body()).doesNotContain("hunter2", "aHVudGVyMg");
	}

	@Test
	void passkeysWhenNobodyHasLoggedInThenAreClosed() {
		for (String method : List.of("GET", "POST")) {
			assertThat(this.http.call(method, PATH).send().code()).isEqualTo("token_missing");
			assertThat(this.http.call(method, PATH).apiKey(this.keys.good()).send().code()).isEqualTo("token_missing");
		}
		assertThat(this.http.post(PATH + "/options").send().code()).isEqualTo("token_missing");
	}

	@Test
	void passkeyWhenAddedByACookieThenNeedsTheCsrfHeader() {
		Cookies cookies = new Cookies().take(this.http.post("/auth/login?delivery=cookie").json("""
				{"username":"%s","password":"%s"}""".formatted(this.account.name(), TestAccounts.PASSWORD)).send());
		assertThat(cookies.on(this.http.post(PATH + "/options")).send().code()).isEqualTo("csrf_failed");
		Answer options = cookies.fromOurPage(this.http.post(PATH + "/options")).send();
		String body = "{\"label\":\"mine\",\"credential\":" + this.authenticator.create(options.body()).json() + "}";
		assertThat(cookies.on(this.http.post(PATH)).json(body).send().code()).isEqualTo("csrf_failed");
		assertThat(cookies.fromOurPage(this.http.post(PATH)).json(body).send().status()).isEqualTo(201);
	}

}
