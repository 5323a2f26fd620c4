package dev.gatehouse.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.support.Cookies;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.Http.Call;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServerTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions in cookies. The popular recipe switches CSRF off, or exempts whatever carries
 * a token, and then reads the token from a cookie (spring-security #8668, #17959): here a
 * cookie without the CSRF header changes nothing.
 */
class BrowserSessionTests extends ServerTests {

	@Autowired
	private RequestMappingHandlerMapping requestMappingHandlerMapping;

	@Test
	void loginWhenCookiesAreAskedForThenNoTokenIsInTheBody() {
		Answer answer = login(this.accounts.withPassword());
		assertThat(answer.body()).isEqualTo("{\"expires_in\":900}");
		assertThat(answer.headers("Set-Cookie")).hasSize(3);
		assertThat(answer.cookie("access=").orElseThrow()).contains("Path=/;", "Max-Age=900", "HttpOnly",
				"SameSite=Strict");
		assertThat(answer.cookie("refresh=").orElseThrow()).contains("Path=/auth;", "Max-Age=604800", "HttpOnly",
				"SameSite=Strict");
		assertThat(answer.cookie("XSRF-TOKEN=").orElseThrow()).contains("Path=/;", "SameSite=Strict")
			.doesNotContain("HttpOnly");
	}

	@Test
	void cookiesWhenSecureThenHavePrefixesAndAttributesToTheLetter() {
		try (Replica service = Replica.start("--gatehouse.cookies.secure=true")) {
			Answer answer = service.http().post("/auth/login?delivery=cookie").json("""
					{"username":"admin","password":"secret"}""").send();
			List<String> attributes = answer.headers("Set-Cookie")
				.stream()
				.map((cookie) -> cookie.replaceFirst("=[^;]*", "").replaceFirst("; Expires=[^;]*", ""))
				.toList();
			assertThat(attributes).containsExactly(
					"__Host-access; Path=/; Max-Age=900; Secure; HttpOnly; SameSite=Strict",
					"__Secure-refresh; Path=/auth; Max-Age=604800; Secure; HttpOnly; SameSite=Strict",
					"__Host-XSRF-TOKEN; Path=/; Max-Age=2592000; Secure; SameSite=Strict");
			Cookies browser = new Cookies().take(answer);
			assertThat(browser.on(service.http().get("/api/protected")).send().status()).isEqualTo(200);
			assertThat(service.http()
				.get("/api/protected")
				.header("Cookie", "access=" + browser.get("__Host-access"))
				.send()
				.code()).isEqualTo("token_missing");
			Answer out = browser.fromOurPage(service.http().post("/auth/logout")).send();
			assertThat(out.headers("Set-Cookie").stream().map((cookie) -> cookie.replaceFirst("; Expires=[^;]*", "")))
				.containsExactly("__Host-access=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict",
						"__Secure-refresh=; Path=/auth; Max-Age=0; Secure; HttpOnly; SameSite=Strict",
						"__Host-XSRF-TOKEN=; Path=/; Max-Age=0; Secure; SameSite=Strict");
		}
	}

	@Test
	void doorsWhenCookieIsGoodThenOpen() {
		Account account = this.accounts.withPassword();
		Cookies browser = new Cookies().take(login(account));
		assertThat(browser.on(this.http.get("/api/protected")).send().text("message"))
			.isEqualTo("Hello " + account.name());
		assertThat(browser.on(this.http.get("/api/whoami")).send().text("subject")).isEqualTo(account.subject());
		assertThat(browser.on(this.http.get("/api/sessions"))
			.send()
			.json()
			.path("sessions")
			.get(0)
			.path("current")
			.asBoolean()).isTrue();
		assertThat(browser.on(this.http.get("/api/data")).send().code()).isEqualTo("api_key_missing");
		assertThat(browser.on(this.http.get("/api/protected")).send().headers("Set-Cookie")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "a.b.c", "null" })
	void doorsWhenCookieIsBadThenRefusedAndNotAnonymous(String value) {
		assertThat(this.http.get("/api/protected").header("Cookie", "access=" + value).send().code())
			.isEqualTo("token_invalid");
		assertThat(this.http.get("/api/whoami").header("Cookie", "access=" + value).send().code())
			.isEqualTo("token_invalid");
	}

	@Test
	void doorsWhenCookieComesTwiceThenNobodyGuesses() {
		String access = new Cookies().take(login(this.accounts.withPassword())).get("access");
		assertThat(this.http.get("/api/protected")
			.header("Cookie", "access=" + access + "; access=planted")
			.send()
			.summary()).isEqualTo("400 invalid_request Bearer realm=\"gatehouse\", error=\"invalid_request\"");
	}

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource("stateChangingRoutes")
	void stateChangingRouteWhenCookieComesWithoutTheHeaderThenRefused(String method, String path) {
		Cookies browser = new Cookies().take(login(this.accounts.withPassword()));
		for (Call call : List.of(browser.on(call(method, path)),
				browser.on(call(method, path)).header("X-XSRF-TOKEN", "00000000-0000-0000-0000-000000000000"),
				browser.on(call(method, path + "?_csrf=" + browser.get("XSRF-TOKEN"))),
				browser.on(call(method, path)).header("X-XSRF-TOKEN", ""),
				browser.on(call(method, path)).header("X-CSRF-TOKEN", browser.get("XSRF-TOKEN")),
				browser.on(call(method, path)).header("Origin", "http://localhost:" + port()))) {
			assertThat(call.send().summary()).isEqualTo("403 csrf_failed");
		}
		assertThat(browser.fromOurPage(call(method, path)).send().code()).isNotEqualTo("csrf_failed");
	}

	/** Taken from the service, so that no new route is forgotten. */
	static Stream<Arguments> stateChangingRoutes() {
		return Stream
			.of("POST /auth/refresh", "POST /auth/logout", "POST /api/keys", "POST /api/keys/x/rotate",
					"PATCH /api/keys/x", "DELETE /api/keys/x", "PATCH /api/accounts/x", "POST /api/me/password",
					"DELETE /api/me", "DELETE /api/sessions", "DELETE /api/sessions/x", "POST /api/whoami",
					"PUT /api/protected", "POST /api/nowhere", "POST /api/me/passkeys/options", "POST /api/me/passkeys",
					"PATCH /api/me/passkeys/x", "DELETE /api/me/passkeys/x", "POST /api/me/identities/x",
					"DELETE /api/me/identities/x", "POST /auth/reauthenticate")
			.map((route) -> Arguments.of((Object[]) route.split(" ")));
	}

	@Test
	void stateChangingRoutesWhenListedThenNoneIsForgotten() {
		List<String> tested = stateChangingRoutes().map((route) -> route.get()[0] + " "
				+ String.valueOf(route.get()[1])
					.replaceAll("identities/x", "identities/{provider}")
					.replaceAll("/x\\b", "/{id}"))
			.toList();
		// no cookie authenticates these: the credential is in the body, or there is none
		List<String> withoutCookie = List.of("POST /auth/login", "POST /auth/register", "POST /api/keys/revoke",
				"POST /auth/passkey/options", "POST /auth/passkey");
		List<String> mapped = this.requestMappingHandlerMapping.getHandlerMethods()
			.entrySet()
			.stream()
			.filter((route) -> AnnotatedElementUtils.isAnnotated(route.getValue().getBeanType(), RestController.class))
			.flatMap((route) -> names(route.getKey()))
			.filter((route) -> !route.startsWith("GET ") && !route.endsWith(" /error"))
			.toList();
		assertThat(mapped).hasSizeGreaterThan(10);
		assertThat(Stream.concat(tested.stream(), withoutCookie.stream())).containsAll(mapped);
	}

	private static Stream<String> names(RequestMappingInfo route) {
		return route.getMethodsCondition()
			.getMethods()
			.stream()
			.flatMap((method) -> route.getPatternValues().stream().map((path) -> method + " " + path));
	}

	/** As Spring Security's own pages send it: masked, in the query or in a form. */
	@ParameterizedTest(name = "{0} {1}")
	@MethodSource("stateChangingRoutes")
	void stateChangingRouteWhenTheTokenIsAParameterThenRefused(String method, String path) {
		Cookies browser = new Cookies().take(login(this.accounts.withPassword()));
		String token = browser.get("XSRF-TOKEN");
		for (String parameter : List.of(token, masked(token))) {
			String form = "_csrf=" + parameter;
			assertThat(browser.on(call(method, path + "?" + form)).send().summary()).isEqualTo("403 csrf_failed");
			assertThat(browser.on(call(method, path + "?" + form)).header("X-XSRF-TOKEN", "").send().summary())
				.isEqualTo("403 csrf_failed");
			assertThat(browser.on(call(method, path)).body("application/x-www-form-urlencoded", form).send().summary())
				.isEqualTo("403 csrf_failed");
		}
		assertThat(browser.on(call(method, path)).header("X-XSRF-TOKEN", masked(token)).send().summary())
			.isEqualTo("403 csrf_failed");
	}

	/** As {@code XorCsrfTokenRequestAttributeHandler} does it. */
	private static String masked(String token) {
		byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
		byte[] both = new byte[2 * bytes.length];
		for (int i = 0; i < bytes.length; i++) {
			both[i] = (byte) i;
			both[bytes.length + i] = (byte) (bytes[i] ^ i);
		}
		return Base64.getUrlEncoder().encodeToString(both);
	}

	/**
	 * A sibling domain can plant a cookie, and a page of ours would send it as header.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "/auth/login?delivery=cookie", "/auth/refresh?delivery=cookie" })
	void loginWhenATokenIsPlantedThenIsReplaced(String path) {
		Account account = this.accounts.withPassword();
		String planted = "00000000-0000-0000-0000-000000000000";
		Cookies browser = new Cookies().put("XSRF-TOKEN", planted);
		String body = path.startsWith("/auth/login") ? body(account) : """
				{"refresh_token":"%s"}"""
			.formatted(this.http.post("/auth/login").json(body(account)).send().text("refresh_token"));
		browser.take(browser.fromOurPage(this.http.post(path)).json(body).send());
		assertThat(browser.get("XSRF-TOKEN")).isNotEmpty().isNotEqualTo(planted);
		assertThat(browser.on(this.http.post("/api/keys")).header("X-XSRF-TOKEN", planted).send().code())
			.isEqualTo("csrf_failed");
		String first = browser.get("XSRF-TOKEN");
		browser.take(browser.fromOurPage(this.http.post("/auth/login?delivery=cookie")).json(body(account)).send());
		assertThat(browser.get("XSRF-TOKEN")).isNotEqualTo(first);
	}

	/** Other tabs may have just read it. */
	@Test
	void refreshWhenTheRequestProvesItsTokenThenKeepsIt() {
		Cookies browser = new Cookies().take(login(this.accounts.withPassword()));
		String token = browser.get("XSRF-TOKEN");
		browser.take(browser.fromOurPage(this.http.post("/auth/refresh")).send());
		assertThat(browser.get("XSRF-TOKEN")).isEqualTo(token);
	}

	/** With the prefix, no sibling domain can plant one; without it, it is not read. */
	@Test
	void cookiesWhenSecureThenATokenWithoutThePrefixCountsForNothing() {
		try (Replica service = Replica.start("--gatehouse.cookies.secure=true")) {
			Cookies browser = new Cookies().take(service.http().post("/auth/login?delivery=cookie").json("""
					{"username":"admin","password":"secret"}""").send());
			browser.put("XSRF-TOKEN", "planted");
			assertThat(browser.on(service.http().post("/auth/refresh")).header("X-XSRF-TOKEN", "planted").send().code())
				.isEqualTo("csrf_failed");
			assertThat(browser.fromOurPage(service.http().post("/auth/refresh")).send().status()).isEqualTo(200);
		}
	}

	@Test
	void stateChangingRouteWhenHeaderIsThereThenWorks() {
		Cookies browser = new Cookies().take(login(this.accounts.withPassword()));
		Answer created = browser.fromOurPage(this.http.post("/api/keys")).json("""
				{"name":"mine","scopes":["data:read"]}""").send();
		assertThat(created.status()).isEqualTo(201);
	}

	@Test
	void requestWhenBearerIsThereThenItAloneCountsAndNeedsNoHeader() {
		Account one = this.accounts.withPassword();
		Account other = this.accounts.withPassword();
		Cookies browser = new Cookies().take(login(one));
		String bearer = login(other.subject(), TestAccounts.PASSWORD);
		assertThat(browser.on(this.http.get("/api/protected")).bearer(bearer).send().text("message"))
			.isEqualTo("Hello " + other.name());
		assertThat(browser.on(this.http.post("/api/keys")).bearer(bearer).json("""
				{"name":"theirs","scopes":["data:read"]}""").send().status()).isEqualTo(201);
		assertThat(browser.on(this.http.get("/api/protected")).bearer("bad").send().code()).isEqualTo("token_invalid");
		assertThat(browser.on(this.http.get("/api/protected")).header("Authorization", "Basic eA==").send().code())
			.isEqualTo("token_missing");
		assertThat(browser.on(this.http.post("/auth/refresh")).bearer(bearer).send().code()).isEqualTo("csrf_failed");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://evil.example", "null", "http://localhost", "http://localhost:1",
			"https://localhost:8080", "file://", "http://127.0.0.1.evil.example", "not an origin" })
	void cookieWhenItComesFromAnotherOriginThenRefused(String origin) {
		Cookies browser = new Cookies().take(login(this.accounts.withPassword()));
		for (Call call : List.of(this.http.get("/api/protected"), this.http.get("/api/whoami"),
				this.http.call("DELETE", "/api/sessions"), this.http.post("/auth/refresh"),
				this.http.post("/auth/logout"))) {
			assertThat(browser.fromOurPage(call).header("Origin", origin).send().summary())
				.isEqualTo("403 origin_not_allowed");
		}
		assertThat(browser.fromOurPage(this.http.post("/auth/refresh")).header("Origin", issuer()).send().status())
			.isEqualTo(200);
	}

	@Test
	void refreshWhenTokenCameInACookieThenTheAnswerHasNone() {
		Cookies browser = new Cookies().take(login(this.accounts.withPassword()));
		String before = browser.get("refresh");
		for (String path : List.of("/auth/refresh", "/auth/refresh?delivery=cookie", "/auth/refresh?delivery=body")) {
			Answer answer = browser.fromOurPage(this.http.post(path)).send();
			assertThat(answer.body()).isEqualTo("{\"expires_in\":900}");
			browser.take(answer);
		}
		assertThat(browser.get("refresh")).isNotEqualTo(before);
		assertThat(browser.on(this.http.get("/api/protected")).send().status()).isEqualTo(200);
	}

	@Test
	void refreshWhenTokenIsInTheBodyAndCookiesAreAskedForThenMovesThere() {
		String token = this.http.post("/auth/login")
			.json(body(this.accounts.withPassword()))
			.send()
			.text("refresh_token");
		Answer answer = this.http.post("/auth/refresh?delivery=cookie").json("""
				{"refresh_token":"%s"}""".formatted(token)).send();
		assertThat(answer.body()).isEqualTo("{\"expires_in\":900}");
		assertThat(new Cookies().take(answer).on(this.http.get("/api/protected")).send().status()).isEqualTo(200);
	}

	@Test
	void refreshWhenThereIsNoCookieAnyMoreThenSaysSo() {
		assertThat(this.http.post("/auth/refresh?delivery=cookie").send().summary())
			.isEqualTo("401 refresh_token_invalid Bearer realm=\"gatehouse\"");
	}

	/** EVIDENCE: crosswithfriends #566, OpenRisk #700. */
	@Test
	void refreshWhenItFailsThenClearsCookiesOnlyIfTheSessionIsOver() {
		Account account = this.accounts.withPassword();
		Cookies browser = new Cookies().take(login(account));
		Cookies stale = new Cookies().put("refresh", browser.get("refresh"))
			.put("XSRF-TOKEN", browser.get("XSRF-TOKEN"));
		assertThat(browser.on(this.http.post("/auth/refresh")).send().headers("Set-Cookie")).isEmpty();
		Cookies unknown = new Cookies().put("refresh", RefreshToken.generate().value())
			.put("XSRF-TOKEN", browser.get("XSRF-TOKEN"));
		Answer refused = unknown.fromOurPage(this.http.post("/auth/refresh")).send();
		assertThat(refused.code()).isEqualTo("refresh_token_invalid");
		assertThat(refused.headers("Set-Cookie")).isEmpty();
		browser.take(browser.fromOurPage(this.http.post("/auth/refresh")).send());
		Answer retry = stale.fromOurPage(this.http.post("/auth/refresh")).send();
		assertThat(new Cookies().take(retry).get("refresh")).isEqualTo(browser.get("refresh"));
		this.clock.move(Duration.ofMinutes(1));
		Answer reused = stale.fromOurPage(this.http.post("/auth/refresh")).send();
		assertThat(reused.code()).isEqualTo("refresh_token_reused");
		assertThat(browser.take(reused).isEmpty()).isTrue();
	}

	@Test
	void logoutWhenByCookiesThenClearsEachAndEndsTheSession() {
		Cookies browser = new Cookies().take(login(this.accounts.withPassword()));
		String access = browser.get("access");
		Answer answer = browser.fromOurPage(this.http.post("/auth/logout")).send();
		assertThat(answer.status()).isEqualTo(204);
		assertThat(browser.take(answer).isEmpty()).isTrue();
		assertThat(this.http.get("/api/protected").bearer(access).send().code()).isEqualTo("token_revoked");
	}

	@Test
	void sessionWhenEndedByItsOwnCookieThenClearsThem() {
		Cookies browser = new Cookies().take(login(this.accounts.withPassword()));
		Answer answer = browser.fromOurPage(this.http.call("DELETE", "/api/sessions")).send();
		assertThat(answer.status()).isEqualTo(204);
		assertThat(browser.take(answer).isEmpty()).isTrue();
	}

	@Test
	void cookiesWhenNobodyAskedThenNoneIsSet() {
		String bearer = login("admin", "secret");
		for (Call call : List.of(this.http.get("/api/protected"), this.http.post("/api/keys").bearer("bad"),
				this.http.get("/api/protected").bearer(bearer), this.http.get("/"), this.http.post("/auth/logout"),
				this.http.post("/auth/refresh").json("{\"refresh_token\":\"x\"}"), this.http.get("/api/whoami"),
				this.http.get("/.well-known/jwks.json"), this.http.get("/api/data").apiKey(this.keys.good()),
				this.http.post("/auth/login").json(body(this.accounts.withPassword())))) {
			assertThat(call.send().headers("Set-Cookie")).isEmpty();
		}
	}

	@Test
	void loginWhenStaleCookiesComeAlongThenWorksWithoutTheHeader() {
		Cookies browser = new Cookies().take(login(this.accounts.withPassword()));
		assertThat(browser.on(this.http.post("/auth/login?delivery=cookie"))
			.json(body(this.accounts.withPassword()))
			.send()
			.status()).isEqualTo(200);
	}

	private Call call(String method, String path) {
		return this.http.call(method, path);
	}

	private Answer login(Account account) {
		return this.http.post("/auth/login?delivery=cookie").json(body(account)).send();
	}

	private static String body(Account account) {
		return """
				{"username":"%s","password":"%s"}""".formatted(account.subject(), TestAccounts.PASSWORD);
	}

}
