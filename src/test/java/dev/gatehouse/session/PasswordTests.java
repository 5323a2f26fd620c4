package dev.gatehouse.session;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServerTests;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Getting an account and changing its password.
 */
class PasswordTests extends ServerTests {

	private static final String STRONG = "plover kettle 7 umbrella";

	private static int count;

	@Autowired
	private JdbcClient jdbc;

	@Test
	void registerWhenAllIsWellThenMakesAnOrdinaryAccount() {
		String name = name();
		Answer answer = register(name, STRONG);
		assertThat(answer.status()).isEqualTo(201);
		assertThat(answer.body()).contains("\"username\":\"" + name + "\"", "\"role\":\"user\"", "\"tier\":\"free\"")
			.doesNotContain(STRONG);
		assertThat(login(name, STRONG)).isNotEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			short              | 12 to 72 bytes
			elevenbytes        | 12 to 72 bytes
			password1234       | too easy
			passwordpassword   | too easy
			qwertyuiop123      | too easy
			aaaaaaaaaaaaaaaa   | too easy
			123456789012       | too easy
			gatehousegatehouse | too easy
			summer2026summer   | too easy to guess: it is mostly a common password, word or name
			Summer2026Summer!  | too easy
			summer2026winter   | too easy
			summer2026!!!!     | too easy
			remmus2026summer   | too easy
			5umm3r2026$ummer | too easy
			p@$$w0rdp@$$w0rd   | too easy
			P4ssw0rd-P4ssw0rd  | too easy
			qwerty123qwerty    | too easy
			iloveyou2iloveyou  | too easy
			letmein1999letmein | too easy
			admin123admin456   | too easy
			1qaz2wsx3edc4rfv   | too easy
			abcabcabcabcabc    | too easy
			xk7q-xk7q-xk7q-xk7 | too easy
			201920202021202220 | too easy
			changeme-please    | too easy
			jennifer&michael   | too easy
			NAME plus 4 words here | must not contain the user name
			""")
	void registerWhenPasswordIsWeakThenSaysWhy(String password, String reason) {
		String name = name();
		Answer answer = register(name, password.replace("NAME", name.toUpperCase()));
		assertThat(answer.summary()).isEqualTo("400 password_unacceptable");
		assertThat(answer.text("detail")).startsWith("password ").contains(reason).doesNotContain(password);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { STRONG, "correct horse battery staple", "kR7-mV4_zT9+", "the cat and the dog and the owl sing",
					"blue-kettle-42-lamp", "9f86d081884c7d65", "vogel strauss kuchen lampe" })
	void registerWhenPasswordIsStrongThenTaken(String password) {
		assertThat(register(name(), password).status()).isEqualTo(201);
	}

	/** NIST 800-63B: what one keyboard types as one character, another types as two. */
	@ParameterizedTest
	@ValueSource(strings = { "pl\u00f6ver k\u00e9ttle 7 \u00fcmbrella", "\u1ec7 kettle plover \u1e69 umbrella",
			"\uac00\ub098\ub2e4 plover kettle \u212b", "\ufb1d\u0344 plover kettle umbrella" })
	void passwordWhenTypedInAnotherUnicodeFormThenIsTheSame(String password) {
		List<String> forms = Stream.of(Normalizer.Form.NFC, Normalizer.Form.NFD)
			.map((form) -> Normalizer.normalize(password, form))
			.toList();
		for (String registered : forms) {
			for (String typed : forms) {
				String name = name();
				assertThat(register(name, registered).status()).isEqualTo(201);
				Answer session = this.http.post("/auth/login").json(body(name, typed)).send();
				assertThat(session.status()).isEqualTo(200);
				assertThat(change(session, typed, registered).summary()).isEqualTo("400 password_unacceptable");
				assertThat(change(session, typed, STRONG).status()).isEqualTo(204);
			}
		}
	}

	/** BCrypt repeats what ends in NUL, and a lone surrogate has the byte of "?". */
	@Test
	void passwordWhenItIsOtherTextWithTheSameBytesThenIsWrong() {
		String name = name();
		String password = "plover ? kettle 7 ? umb";
		assertThat(register(name, password).status()).isEqualTo(201);
		assertThat(login(name, password)).isNotEmpty();
		assertThat(this.http.post("/auth/login").json(body(name, password.replace("?", "\\ud800"))).send().status())
			.isEqualTo(400);
		assertThat(this.http.post("/auth/login").json(body(name, password + "\\u0000" + password)).send().status())
			.isEqualTo(401);
		assertThat(register(name(), password + "\\u0000 and more").summary()).isEqualTo("400 password_unacceptable");
	}

	@Test
	void registerWhenNameIsThatOfAnAdministratorThenTaken() {
		for (String reserved : List.of("admin", "Admin", "ADMIN", "administrator", "Root", "SYSTEM", "superuser")) {
			assertThat(register(reserved, STRONG).summary()).isEqualTo("409 username_taken");
		}
		try (Replica service = Replica.start("--gatehouse.admin-password=")) {
			assertThat(service.http().post("/auth/register").json(body("admin", STRONG)).send().summary())
				.isEqualTo("409 username_taken");
		}
	}

	@Test
	void loginWhenNameIsTypedInAnotherCaseThenIsTheSameAccount() {
		String name = "Ada" + name();
		assertThat(register(name, STRONG).body()).contains("\"username\":\"" + name + "\"");
		for (String typed : List.of(name, name.toLowerCase(Locale.ROOT), name.toUpperCase(Locale.ROOT))) {
			String token = login(typed, STRONG);
			assertThat(this.http.get("/api/whoami").bearer(token).send().text("subject")).isEqualTo(name);
		}
		// the sign of Kelvin is no letter of a name, though its lower case is one
		assertThat(register("kelvin" + name, STRONG).status()).isEqualTo(201);
		assertThat(login("\u212aelvin" + name, STRONG)).isEmpty();
	}

	@Test
	void leaveWhenAccountHasAPasswordThenAsksForIt() {
		Account account = this.accounts.withPassword();
		Answer session = open(account, TestAccounts.PASSWORD);
		for (String body : List.of("{}", "{\"current\":null}")) {
			assertThat(leave(session, body).summary()).isEqualTo("400 invalid_request");
		}
		assertThat(leave(session, "{\"current\":1}").summary()).isEqualTo("400 invalid_request");
		assertThat(this.http.call("DELETE", "/api/me").bearer(session.text("access_token")).send().text("detail"))
			.isEqualTo("current is required: your account has a password");
		assertThat(leave(session, "{\"current\":\"wrong\"}").summary())
			.isEqualTo("401 invalid_credentials Bearer realm=\"gatehouse\"");
		assertThat(this.http.get("/api/protected").bearer(session.text("access_token")).send().status()).isEqualTo(200);
		assertThat(leave(session, "{\"current\":\"%s\"}".formatted(TestAccounts.PASSWORD)).status()).isEqualTo(204);
		assertThat(open(account, TestAccounts.PASSWORD).code()).isEqualTo("invalid_credentials");
	}

	@Test
	void leaveWhenAccountHasNoPasswordThenAsksForNone() {
		Account account = this.accounts.withPassword();
		Answer session = open(account, TestAccounts.PASSWORD);
		this.jdbc.sql("update account set password_hash = null where id = ?").param(account.getId()).update();
		assertThat(this.http.call("DELETE", "/api/me").bearer(session.text("access_token")).send().status())
			.isEqualTo(204);
	}

	@Test
	void registerWhenPasswordIsAtTheBoundsThenCountsBytes() {
		assertThat(register(name(), "Zq3!vX9#kL2@").status()).isEqualTo(201); // 12
		assertThat(register(name(), "kR7-mV4_zT9+".repeat(6)).status()).isEqualTo(201); // 72
		// not easy to guess, so that the length alone is wrong: 73 bytes, and 74 in 67
		// characters
		for (String tooLong : List.of("kR7-mV4_zT9+".repeat(6) + "x", "kR7-mV4_zT9+".repeat(5) + "\u00fc".repeat(7))) {
			assertThat(register(name(), tooLong).text("detail")).isEqualTo("password must have 12 to 72 bytes");
		}
		// twelve bytes, six characters: long enough, and too easy
		assertThat(register(name(), "\u00fc\u00e9\u00f1\u00e5\u00f8\u00e7").text("detail")).contains("too easy");
		assertThat(register(name(), "\\ud800".repeat(14)).status()).isEqualTo(400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "-x", ".x", "_x", "a@b", "github|583231", "|holder", "\\u0430dmin",
			"a\\u0000", "../x", "x\\n", "<b>" })
	void registerWhenNameIsOddThenSaysWhatAName(String name) {
		Answer answer = register(name, STRONG);
		assertThat(answer.summary()).isEqualTo("400 invalid_request");
		assertThat(answer.text("detail")).startsWith("username must be");
	}

	@Test
	void registerWhenNameIsTooLongThenRefused() {
		assertThat(register("a".repeat(65), STRONG).summary()).isEqualTo("400 invalid_request");
		assertThat(register(("a" + name() + "b".repeat(64)).substring(0, 64), STRONG).status()).isEqualTo(201);
	}

	@Test
	void registerWhenNameIsTakenThenConflictWhateverTheCase() {
		assertThat(register("admin", STRONG).summary()).isEqualTo("409 username_taken");
		assertThat(register("ADMIN", STRONG).summary()).isEqualTo("409 username_taken");
		assertThat(register("client_1", STRONG).summary()).isEqualTo("409 username_taken");
	}

	@Test
	void registerWhenTheSameNameComesAtOnceThenOneGetsIt() {
		String name = name();
		List<Answer> answers = Together.run(8, 8, (i) -> register(name, STRONG));
		assertThat(answers).filteredOn((answer) -> answer.status() == 201).hasSize(1);
		assertThat(answers).filteredOn((answer) -> answer.status() != 201)
			.allMatch((answer) -> answer.code().equals("username_taken"));
	}

	@Test
	void registerWhenNamesThatDifferInCaseComeAtOnceThenOneGetsIt() {
		String name = name();
		List<Answer> answers = Together.run(6, 6,
				(i) -> register((i % 2 == 0) ? name.toUpperCase() : name.replace('n', 'N'), STRONG));
		assertThat(answers).filteredOn((answer) -> answer.status() == 201).hasSize(1);
	}

	/**
	 * The meter takes a second for these, so it must not run where requests are answered.
	 */
	@Test
	void registerWhenPasswordsAreHardToMeasureThenOtherDoorsStayOpen() {
		String hard = "(('@4({[<369!|10$5+7%2')*8)".repeat(3).substring(0, 72);
		List<Answer> answers = Together.run(40, 40,
				(i) -> (i < 30) ? register("admin" + i, hard) : this.http.get("/api/protected").bearer("x").send());
		assertThat(answers.subList(0, 30)).allMatch((answer) -> answer.status() < 500 || answer.status() == 503);
		assertThat(answers.subList(30, 40)).allMatch((answer) -> answer.code().equals("token_invalid"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"role\":\"admin\"", "\"tier\":\"enterprise\"", "\"scopes\":[\"data:read\"]",
			"\"enabled\":true", "\"subject\":\"x\"", "\"username\":\"other\"" })
	void registerWhenMoreIsWishedThenRefused(String member) {
		Answer answer = this.http.post("/auth/register")
			.json("{\"username\":\"%s\",\"password\":\"%s\",%s}".formatted(name(), STRONG, member))
			.send();
		assertThat(answer.summary()).isEqualTo("400 invalid_request");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "null", "", "{\"username\":\"x\"}", "{\"password\":\"x\"}",
			"{\"username\":1,\"password\":\"x\"}", "{\"username\":\"x\",\"password\":12345678901234}",
			"{\"username\":null,\"password\":\"x\"}" })
	void registerWhenBodyIsNotAsDocumentedThenInvalidRequest(String body) {
		assertThat(this.http.post("/auth/register").json(body).send().summary()).isEqualTo("400 invalid_request");
		assertThat(this.http.post("/auth/register").body("text/plain", body).send().summary())
			.isEqualTo("415 unsupported_media_type");
	}

	@Test
	void registerWhenSwitchedOffThenSaysHowToSwitchItOn() {
		try (Replica service = Replica.start("--gatehouse.registration.enabled=false")) {
			Answer answer = service.http().post("/auth/register").json(body(name(), STRONG)).send();
			assertThat(answer.summary()).isEqualTo("404 registration_disabled");
			assertThat(answer.text("detail")).contains("gatehouse.registration.enabled");
		}
	}

	@Test
	void registerWhenOneAddressGoesOnThenIsLimited() {
		try (Replica service = Replica.start("--gatehouse.registration.per-address=2")) {
			for (int i = 0; i < 2; i++) {
				assertThat(service.http().post("/auth/register").json(body(name(), STRONG)).send().status())
					.isEqualTo(201);
			}
			Answer third = service.http().post("/auth/register").json(body(name(), STRONG)).send();
			assertThat(third.summary()).isEqualTo("429 rate_limited");
			assertThat(third.header("Retry-After")).isNotEmpty();
		}
	}

	@Test
	void changeWhenCurrentIsRightThenAllSessionsEnd() {
		Account account = this.accounts.withPassword();
		Answer here = open(account, TestAccounts.PASSWORD);
		Answer elsewhere = open(account, TestAccounts.PASSWORD);
		assertThat(change(here, TestAccounts.PASSWORD, STRONG).status()).isEqualTo(204);
		for (Answer session : List.of(here, elsewhere)) {
			assertThat(this.http.get("/api/protected").bearer(session.text("access_token")).send().code())
				.isEqualTo("token_revoked");
			assertThat(this.http.post("/auth/refresh").json("""
					{"refresh_token":"%s"}""".formatted(session.text("refresh_token"))).send().code())
				.isEqualTo("refresh_token_invalid");
		}
		assertThat(open(account, TestAccounts.PASSWORD).code()).isEqualTo("invalid_credentials");
		Answer again = open(account, STRONG);
		assertThat(this.http.get("/api/audit").bearer(again.text("access_token")).send().body())
			.contains("password.changed");
	}

	@Test
	void changeWhenItCannotBeThenChangesNothing() {
		Account account = this.accounts.withPassword();
		Answer session = open(account, TestAccounts.PASSWORD);
		assertThat(change(session, "wrong", STRONG).summary())
			.isEqualTo("401 invalid_credentials Bearer realm=\"gatehouse\"");
		assertThat(change(session, TestAccounts.PASSWORD, "short").code()).isEqualTo("password_unacceptable");
		assertThat(change(session, TestAccounts.PASSWORD, account.subject() + " and more").code())
			.isEqualTo("password_unacceptable");
		assertThat(change(session, TestAccounts.PASSWORD, TestAccounts.PASSWORD).code())
			.isEqualTo("password_unacceptable");
		assertThat(this.http.post("/api/me/password").bearer(session.text("access_token")).json("{}").send().summary())
			.isEqualTo("400 invalid_request");
		assertThat(this.http.post("/api/me/password").json("{}").send().code()).isEqualTo("token_missing");
		assertThat(this.http.post("/api/me/password").apiKey(this.keys.good()).json("{}").send().code())
			.isEqualTo("token_missing");
		assertThat(this.http.get("/api/protected").bearer(session.text("access_token")).send().status()).isEqualTo(200);
	}

	@Test
	void changeWhenTwoComeAtOnceThenOneCounts() {
		Account account = this.accounts.withPassword();
		Answer session = open(account, TestAccounts.PASSWORD);
		List<Answer> answers = Together.run(4, 4, (i) -> change(session, TestAccounts.PASSWORD, STRONG + i));
		assertThat(answers).filteredOn((answer) -> answer.status() == 204).hasSize(1);
		assertThat(answers).filteredOn((answer) -> answer.status() != 204).allMatch((answer) -> answer.status() == 401);
	}

	private Answer leave(Answer session, String body) {
		return this.http.call("DELETE", "/api/me").bearer(session.text("access_token")).json(body).send();
	}

	private Answer change(Answer session, String current, String replacement) {
		return this.http.post("/api/me/password").bearer(session.text("access_token")).json("""
				{"current":"%s","new":"%s"}""".formatted(current, replacement)).send();
	}

	private Answer open(Account account, String password) {
		return this.http.post("/auth/login").json(body(account.subject(), password)).send();
	}

	private Answer register(String username, String password) {
		return this.http.post("/auth/register").json(body(username, password)).send();
	}

	private static String body(String username, String password) {
		return """
				{"username":"%s","password":"%s"}""".formatted(username, password);
	}

	private static synchronized String name() {
		return "newcomer" + ++count;
	}

}
