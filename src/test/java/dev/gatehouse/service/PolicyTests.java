package dev.gatehouse.service;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.passkey.PasskeyUser;
import dev.gatehouse.passkey.SoftwareAuthenticator;
import dev.gatehouse.support.Description;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.Http.Call;
import dev.gatehouse.support.ServerTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The policy: which credential opens which door, and what is said to those it does not
 * open for. The table is the specification.
 */
class PolicyTests extends ServerTests {

	private static final String DOORS = "data         | protected      | whoami          | login | github | passkey | nowhere";

	/** Rows: the credential, then the answer at each door. A dash: as without any. */
	private static final String TABLE = """
			none                       | api_key_missing  | token_missing   | missing         | 200 | 302 | 200     | not_found
			key                        | 200              | -               | 200             | 200 | 302 | 200     | not_found
			key, mistyped              | api_key_invalid  | -               | api_key_invalid | 200 | 302 | 200     | not_found
			key, not one at all        | api_key_invalid  | -               | api_key_invalid | 200 | 302 | 200     | not_found
			key, empty                 | api_key_invalid  | -               | api_key_invalid | 200 | 302 | 200     | not_found
			key, unknown               | api_key_invalid  | -               | api_key_invalid | 200 | 302 | 200     | not_found
			key, wrong secret          | api_key_invalid  | -               | api_key_invalid | 200 | 302 | 200     | not_found
			key, expired               | api_key_expired  | -               | api_key_expired | 200 | 302 | 200     | not_found
			key, revoked               | api_key_revoked  | -               | api_key_revoked | 200 | 302 | 200     | not_found
			key, owner disabled        | api_key_revoked  | -               | api_key_revoked | 200 | 302 | 200     | not_found
			key, without the scope     | key_scope        | -               | 200             | 200 | 302 | 200     | not_found
			key, from elsewhere        | elsewhere        | -               | elsewhere       | 200 | 302 | 200     | not_found
			bearer key, elsewhere      | elsewhere        | token_invalid   | elsewhere       | 200 | 302 | 200     | not_found
			key, over its limit        | rate_limited     | -               | rate_limited    | 200 | 302 | 200     | not_found
			bearer key, over its limit | rate_limited     | token_invalid   | rate_limited    | 200 | 302 | 200     | not_found
			key, twice                 | ambiguous        | -               | ambiguous       | 200 | 302 | 200     | not_found
			key, comma list            | ambiguous        | -               | ambiguous       | 200 | 302 | 200     | not_found
			key, in the query          | api_key_in_url   | -               | api_key_in_url  | 200 | 302 | 200     | not_found
			key, good and in the query | api_key_in_url   | -               | api_key_in_url  | 200 | 302 | 200     | not_found
			key, in a cookie           | -                | -               | -               | 200 | 302 | 200     | not_found
			key, as bearer             | 200              | token_invalid   | 200             | 200 | 302 | 200     | not_found
			key, lower-case bearer     | 200              | token_invalid   | 200             | 200 | 302 | 200     | not_found
			bearer key, mistyped       | api_key_invalid  | token_invalid   | api_key_invalid | 200 | 302 | 200     | not_found
			bearer key, cut            | api_key_invalid  | token_invalid   | api_key_invalid | 200 | 302 | 200     | not_found
			bearer key, wrong secret   | api_key_invalid  | token_invalid   | api_key_invalid | 200 | 302 | 200     | not_found
			bearer key, expired        | api_key_expired  | token_invalid   | api_key_expired | 200 | 302 | 200     | not_found
			bearer key, revoked        | api_key_revoked  | token_invalid   | api_key_revoked | 200 | 302 | 200     | not_found
			bearer key, no scope       | key_scope        | token_invalid   | 200             | 200 | 302 | 200     | not_found
			bearer key, two words      | api_key_invalid  | invalid_request | api_key_invalid | 200 | 302 | 200     | not_found
			bearer key, twice          | ambiguous        | invalid_request | ambiguous       | 200 | 302 | 200     | not_found
			bearer key, comma list     | ambiguous        | invalid_request | ambiguous       | 200 | 302 | 200     | not_found
			bearer key and key         | ambiguous        | token_invalid   | ambiguous       | 200 | 302 | 200     | not_found
			bearer key and cookie      | 200              | token_invalid   | 200             | 200 | 302 | 200     | not_found
			key and basic              | ambiguous        | -               | ambiguous       | 200 | 302 | 200     | not_found
			key, as Authorization      | -                | -               | -               | 200 | 302 | 200     | not_found
			jwt                        | -                | 200             | 200             | 200 | 302 | 200     | not_found
			jwt, lower-case scheme     | -                | 200             | 200             | 200 | 302 | 200     | not_found
			jwt, no token              | -                | invalid_request | invalid_request | 200 | 302 | 200     | not_found
			jwt, two words             | -                | invalid_request | invalid_request | 200 | 302 | 200     | not_found
			jwt, not one at all        | -                | token_invalid   | token_invalid   | 200 | 302 | 200     | not_found
			jwt, changed               | -                | token_invalid   | token_invalid   | 200 | 302 | 200     | not_found
			jwt, expired               | -                | token_expired   | token_expired   | 200 | 302 | 200     | not_found
			jwt, twice                 | -                | invalid_request | invalid_request | 200 | 302 | 200     | not_found
			jwt, in the query          | -                | -               | -               | 200 | 302 | 200     | not_found
			jwt, in a cookie           | -                | -               | -               | 200 | 302 | 200     | not_found
			jwt, as key                | api_key_invalid  | -               | api_key_invalid | 200 | 302 | 200     | not_found
			jwt, revoked               | -                | token_revoked   | token_revoked   | 200 | 302 | 200     | not_found
			jwt, by a passkey          | -                | 200             | 200             | 200 | 302 | 200     | not_found
			passkey, as bearer         | -                | token_invalid   | token_invalid   | 200 | 302 | 200     | not_found
			passkey, begun             | -                | -               | -               | 200 | 302 | 200     | not_found
			refresh token, as bearer   | -                | token_invalid   | token_invalid   | 200 | 302 | 200     | not_found
			cookie                     | -                | 200             | 200             | 200 | 302 | 200     | not_found
			cookie, not a token        | -                | token_invalid   | token_invalid   | 200 | 302 | 200     | not_found
			cookie, expired            | -                | token_expired   | token_expired   | 200 | 302 | 200     | not_found
			cookie, revoked            | -                | token_revoked   | token_revoked   | 200 | 302 | 200     | not_found
			cookie, twice              | -                | invalid_request | invalid_request | 200 | 302 | 200     | not_found
			cookie, refresh token      | -                | token_invalid   | token_invalid   | 200 | 302 | 200     | not_found
			cookie and jwt             | -                | 200             | 200             | 200 | 302 | 200     | not_found
			cookie and bad jwt         | -                | token_invalid   | token_invalid   | 200 | 302 | 200     | not_found
			bad cookie and jwt         | -                | 200             | 200             | 200 | 302 | 200     | not_found
			cookie and basic           | -                | -               | -               | 200 | 302 | 200     | not_found
			key and cookie             | 200              | 200             | 200             | 200 | 302 | 200     | not_found
			bad key and cookie         | api_key_invalid  | 200             | api_key_invalid | 200 | 302 | 200     | not_found
			basic                      | -                | -               | -               | 200 | 302 | 200     | not_found
			key and jwt                | ambiguous        | 200             | ambiguous       | 200 | 302 | 200     | not_found
			key and bad jwt            | ambiguous        | token_invalid   | ambiguous       | 200 | 302 | 200     | not_found
			bad key and jwt            | ambiguous        | 200             | ambiguous       | 200 | 302 | 200     | not_found
			""";

	/** A key door names both ways to send a key. */
	private static final String BOTH = " ApiKey realm=\"gatehouse\" + Bearer realm=\"gatehouse\"";

	/** What the words in the table stand for: status, code, challenge. */
	private static final Map<String, String> ANSWERS = Map.ofEntries(Map.entry("200", "200"), Map.entry("302", "302"),
			Map.entry("not_found", "404 not_found"), Map.entry("api_key_missing", "401 api_key_missing" + BOTH),
			Map.entry("api_key_invalid", "401 api_key_invalid" + BOTH),
			Map.entry("api_key_expired", "401 api_key_expired" + BOTH),
			Map.entry("api_key_revoked", "401 api_key_revoked" + BOTH),
			Map.entry("api_key_in_url", "400 api_key_in_url"), Map.entry("key_scope", "403 insufficient_scope"),
			Map.entry("elsewhere", "403 address_not_allowed"), Map.entry("rate_limited", "429 rate_limited"),
			Map.entry("token_missing", "401 token_missing Bearer realm=\"gatehouse\""),
			Map.entry("missing", "401 token_missing Bearer realm=\"gatehouse\" + ApiKey realm=\"gatehouse\""),
			Map.entry("token_invalid", "401 token_invalid Bearer realm=\"gatehouse\", error=\"invalid_token\""),
			Map.entry("token_expired", "401 token_expired Bearer realm=\"gatehouse\", error=\"invalid_token\""),
			Map.entry("token_revoked", "401 token_revoked Bearer realm=\"gatehouse\", error=\"invalid_token\""),
			Map.entry("invalid_request", "400 invalid_request Bearer realm=\"gatehouse\", error=\"invalid_request\""),
			Map.entry("ambiguous", "400 ambiguous_credentials"));

	/** Each change below {@code /api}, and whether the login must be recent. */
	private static final String CHANGES = """
			POST /api/keys                          | recent
			POST /api/keys/{id}/rotate              | recent
			DELETE /api/keys/{id}                   | any
			PATCH /api/keys/{id}                    | recent
			POST /api/keys/revoke                   | any
			DELETE /api/sessions                    | any
			DELETE /api/sessions/{id}               | any
			POST /api/me/passkeys/options           | recent
			POST /api/me/passkeys                   | recent
			PATCH /api/me/passkeys/{id}             | any
			DELETE /api/me/passkeys/{id}            | recent
			POST /api/me/identities/{provider}      | recent
			DELETE /api/me/identities/{provider}    | recent
			DELETE /api/me                          | recent
			POST /api/me/password                   | recent
			PATCH /api/accounts/{id}                | recent
			""";

	private static final String REAUTHENTICATE = "401 reauthentication_required Bearer realm=\"gatehouse\", "
			+ "error=\"insufficient_user_authentication\", max_age=\"600\"";

	@Test
	void changesWhenDescribedThenAreInTheTable() {
		Description description = new Description(this.http.get("/v3/api-docs").send().json());
		assertThat(CHANGES.lines().map((line) -> cells(line).get(0)))
			.containsExactlyInAnyOrderElementsOf(description.operations()
				.map(Description.Operation::toString)
				.filter((operation) -> operation.contains(" /api/") && !operation.startsWith("GET "))
				.toList());
	}

	@ParameterizedTest
	@MethodSource("changes")
	void changeWhenLoginIsOldThenTakesARecentOne(String route, String login) {
		String token = route.contains("/api/accounts") ? jwt()
				: login(this.accounts.withPassword().subject(), TestAccounts.PASSWORD);
		this.clock.move(Duration.ofSeconds(599));
		assertThat(change(route, token).code()).isNotEqualTo("reauthentication_required");
		this.clock.reset();
		token = route.contains("/api/accounts") ? jwt()
				: login(this.accounts.withPassword().subject(), TestAccounts.PASSWORD);
		this.clock.move(Duration.ofSeconds(601));
		Answer old = change(route, token);
		if (login.equals("recent")) {
			assertThat(old.summary()).isEqualTo(REAUTHENTICATE);
		}
		else {
			assertThat(old.code()).isNotEqualTo("reauthentication_required");
		}
	}

	static Stream<Arguments> changes() {
		return CHANGES.lines().map(PolicyTests::cells).map((row) -> Arguments.of(row.get(0), row.get(1)));
	}

	private Answer change(String route, String token) {
		String path = route.substring(route.indexOf(' ') + 1)
			.replace("{provider}", "github")
			.replace("{id}", UUID.randomUUID().toString());
		return this.http.call(route.substring(0, route.indexOf(' ')), path).bearer(token).json("{}").send();
	}

	@ParameterizedTest(name = "{0} at {1}: {2}")
	@MethodSource("rows")
	void policyHolds(String credential, String door, String expected) {
		Answer answer = present(credential, door);
		assertThat(answer.summary()).isEqualTo(ANSWERS.get(expected));
		assertThat(answer.headers("Set-Cookie")).noneMatch((cookie) -> cookie.contains("JSESSIONID"));
		assertThat(answer.header("Location")).matches((target) -> target.isEmpty() || door.equals("github"));
	}

	/** Neither is parsed as the other. */
	@ParameterizedTest
	@CsvSource({ "data, jwt, /api/**", "data, 'jwt, as key', /api/**", "protected, 'key, as bearer', /api/data/**",
			"protected, key, /api/data/**", "protected, 'bearer key, mistyped', /api/data/**" })
	void refusalWhenCredentialIsForAnotherDoorThenNamesThatDoor(String door, String credential, String named) {
		Answer answer = present(credential, door);
		assertThat(answer.status()).isEqualTo(401);
		assertThat(answer.text("detail")).endsWith("to " + named)
			.startsWith(door.equals("data") ? "This is an access token" : "This is an API key");
	}

	@Test
	void refusalWhenTokenHasExpiredBesideAKeyThenSpeaksOfTheToken() {
		Answer alone = this.http.get("/api/protected").bearer(expiredJwt()).send();
		Answer beside = this.http.get("/api/protected").bearer(expiredJwt()).apiKey(this.keys.good()).send();
		assertThat(beside.code()).isEqualTo("token_expired");
		assertThat(beside.text("detail")).isEqualTo(alone.text("detail"));
	}

	static Stream<Arguments> rows() {
		List<String> doors = cells(DOORS);
		List<String> nothing = cells(TABLE.lines().findFirst().orElseThrow());
		return TABLE.lines().map(PolicyTests::cells).flatMap((row) -> doors.stream().map((door) -> {
			int column = doors.indexOf(door) + 1;
			String answer = row.get(column).equals("-") ? nothing.get(column) : row.get(column);
			return Arguments.of(row.get(0), door, answer);
		}));
	}

	private static List<String> cells(String line) {
		return Arrays.stream(line.split("\\|")).map(String::strip).toList();
	}

	private Answer present(String credential, String door) {
		Map<String, Consumer<Call>> credentials = credentials();
		String query = switch (credential) {
			case "key, in the query", "key, good and in the query" -> "?api_key=" + this.keys.good();
			case "jwt, in the query" -> "?access_token=" + jwt();
			default -> "";
		};
		Call call = switch (door) {
			case "data" -> this.http.get("/api/data" + query);
			case "protected" -> this.http.get("/api/protected" + query);
			case "whoami" -> this.http.get("/api/whoami" + query);
			case "login" -> this.http.post("/auth/login" + query).json(loginBody());
			case "github" -> this.http.get("/auth/github" + query);
			case "passkey" -> this.http.post("/auth/passkey/options" + query);
			default -> this.http.get("/nowhere" + query);
		};
		credentials
			.getOrDefault(credential,
					(plain) -> assertThat(credential).isIn("none", "key, in the query", "jwt, in the query"))
			.accept(call);
		return call.send();
	}

	private Map<String, Consumer<Call>> credentials() {
		Map<String, Consumer<Call>> all = new LinkedHashMap<>();
		all.put("key", (call) -> call.apiKey(this.keys.good()));
		all.put("key, mistyped", (call) -> call.apiKey(this.keys.mistyped()));
		all.put("key, not one at all", (call) -> call.apiKey("' or 1=1 --"));
		all.put("key, empty", (call) -> call.apiKey(""));
		all.put("key, unknown", (call) -> call.apiKey(this.keys.unknown()));
		all.put("key, wrong secret", (call) -> call.apiKey(this.keys.wrongSecret()));
		all.put("key, expired", (call) -> call.apiKey(this.keys.expired()));
		all.put("key, revoked", (call) -> call.apiKey(this.keys.revoked()));
		all.put("key, owner disabled", (call) -> call.apiKey(keyOfDisabled()));
		all.put("key, without the scope", (call) -> call.apiKey(this.keys.withoutScope()));
		all.put("key, from elsewhere", (call) -> call.apiKey(this.keys.fromElsewhere()));
		all.put("bearer key, elsewhere", (call) -> call.bearer(this.keys.fromElsewhere()));
		all.put("key, over its limit", (call) -> call.apiKey(spentKey()));
		all.put("bearer key, over its limit", (call) -> call.bearer(spentKey()));
		all.put("key, twice", (call) -> call.apiKey(this.keys.good()).apiKey(this.keys.good()));
		all.put("key, comma list", (call) -> call.apiKey(this.keys.good() + ", " + this.keys.good()));
		all.put("key, good and in the query", (call) -> call.apiKey(this.keys.good()));
		all.put("key, in a cookie", (call) -> call.header("Cookie", "X-API-Key=" + this.keys.good()));
		all.put("key, as bearer", (call) -> call.bearer(this.keys.good()));
		all.put("key, lower-case bearer", (call) -> call.header("Authorization", "bearer " + this.keys.good()));
		all.put("bearer key, mistyped", (call) -> call.bearer(this.keys.mistyped()));
		all.put("bearer key, cut", (call) -> call.bearer("gk_"));
		all.put("bearer key, wrong secret", (call) -> call.bearer(this.keys.wrongSecret()));
		all.put("bearer key, expired", (call) -> call.bearer(this.keys.expired()));
		all.put("bearer key, revoked", (call) -> call.bearer(this.keys.revoked()));
		all.put("bearer key, no scope", (call) -> call.bearer(this.keys.withoutScope()));
		all.put("bearer key, two words", (call) -> call.bearer(this.keys.good() + " " + this.keys.good()));
		all.put("bearer key, twice", (call) -> call.bearer(this.keys.good()).bearer(this.keys.good()));
		all.put("bearer key, comma list", (call) -> call.bearer(this.keys.good() + ", Bearer " + this.keys.good()));
		all.put("bearer key and key", (call) -> call.bearer(this.keys.good()).apiKey(this.keys.good()));
		all.put("bearer key and cookie", (call) -> cookie(call, jwt()).bearer(this.keys.good()));
		all.put("key and basic",
				(call) -> call.apiKey(this.keys.good()).header("Authorization", "Basic YWRtaW46c2VjcmV0"));
		all.put("key, as Authorization", (call) -> call.header("Authorization", "ApiKey " + this.keys.good()));
		all.put("jwt", (call) -> call.bearer(jwt()));
		all.put("jwt, lower-case scheme", (call) -> call.header("Authorization", "bearer " + jwt()));
		all.put("jwt, no token", (call) -> call.header("Authorization", "Bearer"));
		all.put("jwt, two words", (call) -> call.header("Authorization", "Bearer " + jwt() + " " + jwt()));
		all.put("jwt, not one at all", (call) -> call.bearer("abc"));
		all.put("jwt, changed", (call) -> call.bearer(changedJwt()));
		all.put("jwt, expired", (call) -> call.bearer(expiredJwt()));
		all.put("jwt, twice", (call) -> call.bearer(jwt()).bearer(jwt()));
		all.put("jwt, in a cookie", (call) -> call.header("Cookie", "Authorization=" + jwt()));
		all.put("jwt, as key", (call) -> call.apiKey(jwt()));
		all.put("jwt, revoked", (call) -> call.bearer(revokedJwt()));
		all.put("jwt, by a passkey", (call) -> call.bearer(jwtByPasskey()));
		all.put("passkey, as bearer",
				(call) -> call.bearer(SoftwareAuthenticator.text(new SoftwareAuthenticator(issuer()).credentialId)));
		all.put("passkey, begun", (call) -> {
			PasskeyUser user = new PasskeyUser(this.http);
			user.loginOptions();
			user.cookies().on(call);
		});
		all.put("refresh token, as bearer", (call) -> call.bearer(refreshToken()));
		all.put("cookie", (call) -> cookie(call, jwt()));
		all.put("cookie, not a token", (call) -> cookie(call, "abc"));
		all.put("cookie, expired", (call) -> cookie(call, expiredJwt()));
		all.put("cookie, revoked", (call) -> cookie(call, revokedJwt()));
		all.put("cookie, twice", (call) -> call.header("Cookie", "access=" + jwt() + "; access=" + jwt()));
		all.put("cookie, refresh token", (call) -> cookie(call, refreshToken()));
		all.put("cookie and jwt", (call) -> cookie(call, jwt()).bearer(jwt()));
		all.put("cookie and bad jwt", (call) -> cookie(call, jwt()).bearer("abc"));
		all.put("bad cookie and jwt", (call) -> cookie(call, "abc").bearer(jwt()));
		all.put("cookie and basic", (call) -> cookie(call, jwt()).header("Authorization", "Basic YWRtaW46c2VjcmV0"));
		all.put("key and cookie", (call) -> cookie(call, jwt()).apiKey(this.keys.good()));
		all.put("bad key and cookie", (call) -> cookie(call, jwt()).apiKey(this.keys.unknown()));
		all.put("basic", (call) -> call.header("Authorization", "Basic YWRtaW46c2VjcmV0"));
		all.put("key and jwt", (call) -> call.apiKey(this.keys.good()).bearer(jwt()));
		all.put("key and bad jwt", (call) -> call.apiKey(this.keys.good()).bearer("abc"));
		all.put("bad key and jwt", (call) -> call.apiKey(this.keys.unknown()).bearer(jwt()));
		return all;
	}

	private String spentKey() {
		String key = this.keys.limited(this.accounts.withoutPassword(), 1, Duration.ofDays(1));
		assertThat(this.http.get("/api/data").apiKey(key).send().status()).isEqualTo(200);
		return key;
	}

	private String keyOfDisabled() {
		Account owner = this.accounts.withoutPassword();
		String key = this.keys.of(owner);
		this.accounts.disable(owner);
		return key;
	}

	private String jwt() {
		return login("admin", "secret");
	}

	private String jwtByPasskey() {
		PasskeyUser user = new PasskeyUser(this.http);
		SoftwareAuthenticator authenticator = new SoftwareAuthenticator(issuer());
		user.register(login(this.accounts.withPassword().subject(), TestAccounts.PASSWORD), authenticator);
		return user.login(authenticator).text("access_token");
	}

	/** The claims of one, with the signature of another. */
	private String changedJwt() {
		String other = login(this.accounts.withPassword().subject(), TestAccounts.PASSWORD);
		return jwt().replaceFirst("\\.[^.]+$", other.substring(other.lastIndexOf('.')));
	}

	private String expiredJwt() {
		this.clock.move(Duration.ofMinutes(-20));
		String token = jwt();
		this.clock.reset();
		return token;
	}

	private static Call cookie(Call call, String token) {
		return call.header("Cookie", "access=" + token);
	}

	private String refreshToken() {
		return this.http.post("/auth/login").json(loginBody()).send().text("refresh_token");
	}

	private String revokedJwt() {
		Answer login = this.http.post("/auth/login").json(loginBody()).send();
		this.http.post("/auth/logout").json("""
				{"refresh_token":"%s"}""".formatted(login.text("refresh_token"))).send();
		return login.text("access_token");
	}

	private String loginBody() {
		return """
				{"username":"%s","password":"%s"}""".formatted(this.accounts.withPassword().subject(),
				TestAccounts.PASSWORD);
	}

}
