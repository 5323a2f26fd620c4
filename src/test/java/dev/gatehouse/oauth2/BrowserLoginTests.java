package dev.gatehouse.oauth2;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.gatehouse.account.Account;
import dev.gatehouse.standin.Endpoint;
import dev.gatehouse.standin.Failure;
import dev.gatehouse.support.Cookies;
import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServerTests;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The login as browsers do it, and what a provider's login leaves behind.
 */
class BrowserLoginTests extends ServerTests {

	@Autowired
	private JdbcClient jdbc;

	@Test
	void loginWhenBrowserThenCookiesAndTheFrontPageAndNoTokenInTheUrl() {
		Browser browser = browser();
		Answer answer = browser.openPage(browser.approve(browser.begin(), "octocat"));
		assertThat(answer.status()).isEqualTo(303);
		assertThat(answer.header("Location")).isEqualTo("/");
		assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
		assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
		assertThat(answer.body()).isEmpty();
		Cookies cookies = new Cookies().take(answer);
		assertThat(cookies.on(this.http.get("/api/protected")).send().text("message")).isEqualTo("Hello octocat");
		assertThat(cookies.fromOurPage(this.http.post("/auth/refresh")).send().status()).isEqualTo(200);
	}

	@Test
	void loginWhenItFailsInABrowserThenThePageSaysWhichCode() {
		assertThat(browser().openPage("/auth/github/callback?code=a&state=b").header("Location"))
			.isEqualTo("/?error=login_attempt_invalid");
		Browser browser = browser();
		String denied = browser.open(browser.begin() + "&deny=true").header("Location");
		assertThat(browser.openPage(denied).header("Location")).isEqualTo("/?error=login_denied");
		github.failNext(Endpoint.TOKEN, Failure.BAD_VERIFICATION_CODE);
		assertThat(failed("octocat")).isEqualTo("/?error=login_code_invalid");
		github.failNext(Endpoint.USER, Failure.HTML);
		assertThat(failed("octocat")).isEqualTo("/?error=provider_error");
		github.addUser(7101, "shutout");
		browser().login("shutout");
		this.accounts.disable(this.accounts.bySubject("github|7101"));
		assertThat(failed("shutout")).isEqualTo("/?error=account_disabled");
	}

	@Test
	void callbackWhenABrowserComesBackThenLandsOnThePageAndOthersDoNot() {
		Browser browser = browser();
		String callback = browser.approve(browser.begin(), "octocat");
		assertThat(browser.openPage(callback).header("Location")).isEqualTo("/");
		int asked = github.requests().size();
		Answer again = browser.openPage(callback);
		assertThat(again.status()).isEqualTo(303);
		assertThat(again.header("Location")).isEqualTo("/");
		assertThat(again.headers("Set-Cookie")).isEmpty();
		assertThat(github.requests()).hasSize(asked);
		assertThat(browser.open(callback).summary()).isEqualTo("400 login_attempt_invalid");
		assertThat(browser().openPage(callback).header("Location")).isEqualTo("/?error=login_attempt_invalid");
	}

	/** A login that failed is none to come back to. */
	@Test
	void callbackWhenABrowserComesBackToAFailureThenFails() {
		Browser browser = browser();
		String callback = browser.approve(browser.begin(), "octocat");
		github.failNext(Endpoint.TOKEN, Failure.BAD_VERIFICATION_CODE);
		assertThat(browser.openPage(callback).header("Location")).isEqualTo("/?error=login_code_invalid");
		assertThat(browser.openPage(callback).header("Location")).isEqualTo("/?error=login_attempt_invalid");
	}

	private String failed(String user) {
		Browser browser = browser();
		Answer answer = browser.openPage(browser.approve(browser.begin(), user));
		assertThat(answer.status()).isEqualTo(303);
		assertThat(new Cookies().take(answer).isEmpty()).isTrue();
		return answer.header("Location");
	}

	@Test
	void loginWhenAListedTargetIsWishedThenEndsThere() {
		Browser browser = browser();
		Answer answer = browser.openPage(browser.approve(browser.begin("/auth/github?return_to=/app"), "octocat"));
		assertThat(answer.header("Location")).isEqualTo("/app");
		// whatever the callback itself says
		Answer other = browser.openPage(browser.approve(browser.begin(), "octocat") + "&return_to=/app");
		assertThat(other.header("Location")).isEqualTo("/");
	}

	static Stream<String> openRedirects() {
		List<String> spellings = new ArrayList<>();
		for (String host : List.of("evil.example", "localhost.evil.example", "evil.example%00localhost",
				"localhost:8080@evil.example", "evil.example/app", "%65vil.example", "%5B::1%5D",
				"evil.example%2fapp")) {
			for (String prefix : List.of("http://", "https://", "//", "///", "/%5C", "/%09/", "%0d%0a//", "/%2f",
					"%2f%2f", "http:%5C%5C", "javascript://", "/app//", "/app@", "")) {
				spellings.add(prefix + host);
			}
		}
		spellings.addAll(List.of("", "%20/", "/%20", "/app/", "/APP", "/app?x=1", "/app%23x", "/./app", "/../app",
				"/app/..", "app", "javascript:alert(1)", "data:text/html,x", "/app%0d%0aSet-Cookie:x=y", "%00/app",
				"/app%00", "/app;x", "/%61pp/"));
		return spellings.stream();
	}

	@ParameterizedTest
	@MethodSource("openRedirects")
	void loginWhenAnyOtherTargetIsWishedThenDoesNotBegin(String target) {
		Answer answer = this.http.get("/auth/github?return_to=" + target).send();
		assertThat(answer.summary()).isEqualTo("400 invalid_request");
		assertThat(answer.headers("Set-Cookie")).isEmpty();
		assertThat(browser().openPage("/auth/github?return_to=" + target).header("Location"))
			.isEqualTo("/?error=invalid_request");
	}

	@Test
	void loginWhenTargetIsWishedTwiceThenDoesNotBegin() {
		assertThat(this.http.get("/auth/github?return_to=/app&return_to=/").send().summary())
			.isEqualTo("400 invalid_request");
	}

	@ParameterizedTest
	@ValueSource(strings = { "redirect_uri", "redirect", "next", "continue", "url", "returnTo", "target" })
	void loginWhenTargetIsWishedByAnotherNameThenIsNotRead(String name) {
		Browser browser = browser();
		String begun = browser.begin("/auth/github?" + name + "=https://evil.example");
		assertThat(begun).doesNotContain("evil");
		assertThat(browser.openPage(browser.approve(begun, "octocat")).header("Location")).isEqualTo("/");
	}

	/**
	 * The attacker's callback in the victim's browser would log the victim in as the
	 * attacker.
	 */
	@Test
	void loginWhenTheCallbackIsAnothersThenNobodyIsLoggedIn() {
		Browser attacker = browser();
		String callback = attacker.approve(attacker.begin(), "hubot");
		Browser victim = browser();
		victim.begin();
		Answer answer = victim.openPage(callback);
		assertThat(answer.header("Location")).isEqualTo("/?error=login_attempt_invalid");
		assertThat(answer.headers("Set-Cookie")).isEmpty();
		assertThat(github.requestCount(Endpoint.TOKEN)).isZero();
	}

	/** What somebody planted before the login counts for nothing after it. */
	@Test
	void loginWhenCookiesWerePlantedThenAllAreReplaced() {
		Cookies planted = new Cookies().put("access", "planted").put("refresh", "planted").put("XSRF-TOKEN", "planted");
		Browser browser = browser();
		String callback = browser.approve(browser.begin(), "octocat");
		String binding = browser.jar().getCookieStore().getCookies().get(0).toString();
		Answer answer = new Http(issuer()).get(callback)
			.header("Accept", "text/html")
			.header("Cookie", binding + "; access=planted; refresh=planted; XSRF-TOKEN=planted; JSESSIONID=planted")
			.send();
		planted.take(answer);
		assertThat(List.of(planted.get("access"), planted.get("refresh"), planted.get("XSRF-TOKEN")))
			.doesNotContain("planted");
		assertThat(answer.headers("Set-Cookie")).noneMatch((cookie) -> cookie.contains("JSESSIONID"));
	}

	@Test
	void emailWhenPrivateAndVerifiedThenIsNotedAndElseNot() {
		browser().login("octocat");
		browser().login("hubot");
		browser().login("mona");
		assertThat(this.accounts.bySubject("github|583231").email()).isEqualTo("octocat@example.com");
		assertThat(this.accounts.bySubject("github|480938").email()).isEqualTo("hubot@example.com");
		assertThat(this.accounts.bySubject("github|1000001").email()).isNull();
	}

	@Test
	void emailWhenItCannotBeHadThenTheLastThatWasKnownStays() {
		browser().login("octocat");
		github.failNext(Endpoint.EMAILS, Failure.status(500));
		browser().login("octocat");
		assertThat(this.accounts.bySubject("github|583231").email()).isEqualTo("octocat@example.com");
		github.failNext(Endpoint.USER, Failure.with("email", "e".repeat(300) + "@example.com"));
		browser().login("octocat");
		assertThat(this.accounts.bySubject("github|583231").email()).isEqualTo("octocat@example.com");
	}

	/**
	 * Deleting and logging in again at once: never a fault, never the old account back.
	 */
	@Test
	void accountWhenDeletedWhileItLogsInAndRefreshesThenNeverComesBack() {
		github.addUser(7103, "racer");
		for (int round = 0; round < 15; round++) {
			Answer login = browser().login("racer");
			Account account = this.accounts.bySubject("github|7103");
			Browser again = browser();
			String callback = again.approve(again.begin(), "racer");
			github.failNext(Endpoint.USER, Failure.with("login", "racer" + round));
			List<Answer> answers = Together.run(4, 4, (i) -> switch (i) {
				case 0 -> this.http.call("DELETE", "/api/me").bearer(login.text("token")).send();
				case 1 -> again.open(callback);
				case 2 -> this.http.post("/api/keys").bearer(login.text("token")).json("""
						{"name":"mine","scopes":["data:read"]}""").send();
				default -> this.http.post("/auth/refresh").json("""
						{"refresh_token":"%s"}""".formatted(login.text("refresh_token"))).send();
			});
			assertThat(answers).allMatch((answer) -> answer.status() < 500);
			assertThat(answers.get(0).status()).isEqualTo(204);
			assertThat(this.jdbc.sql("select count(*) from account where id = ?")
				.param(account.getId())
				.query(Integer.class)
				.single()).isZero();
			assertThat(this.http.get("/api/protected").bearer(login.text("token")).send().code())
				.isEqualTo("token_revoked");
		}
	}

	@Test
	void providersWhenListedThenTheConfiguredOnes() {
		assertThat(this.http.get("/auth/providers").send().body())
			.isEqualTo("{\"providers\":[\"github\"],\"names\":{\"github\":\"GitHub\"},\"passkeys\":true}");
	}

	@Test
	void startsWhenOneAddressGoesOnThenRowsAreBounded() {
		try (Replica service = Replica.start("--GITHUB_CLIENT_ID=id", "--GITHUB_CLIENT_SECRET=secret")) {
			List<Answer> answers = Together.run(1_000, 8, (i) -> service.http().get("/auth/github").send());
			assertThat(answers).filteredOn((answer) -> answer.status() == 302).hasSizeLessThanOrEqualTo(300);
			assertThat(answers).filteredOn((answer) -> answer.status() != 302)
				.allMatch((answer) -> answer.code().equals("rate_limited") && !answer.header("Retry-After").isEmpty());
			assertThat(service.bean(JdbcClient.class)
				.sql("select count(*) from login_attempt")
				.query(Integer.class)
				.single()).isLessThanOrEqualTo(300);
		}
	}

	@Test
	void callbacksWhenTheProviderHangsThenOtherDoorsStayOpen() {
		String token = login("admin", "secret");
		String key = this.keys.good();
		List<Browser> browsers = Stream.generate(this::browser).limit(200).toList();
		List<String> callbacks = browsers.stream()
			.map((browser) -> browser.approve(browser.begin(), "octocat"))
			.toList();
		github.failAlways(Endpoint.TOKEN, Failure.slow(Duration.ofSeconds(20)));
		List<Answer> answers = Together.run(220, 220, (i) -> {
			if (i < 200) {
				return browsers.get(i).open(callbacks.get(i));
			}
			return ((i % 2 == 0) ? this.http.get("/api/protected").bearer(token)
					: this.http.get("/api/data").apiKey(key))
				.send();
		});
		assertThat(answers.subList(200, 220)).allMatch((answer) -> answer.status() == 200);
		assertThat(answers.subList(0, 200)).filteredOn((answer) -> answer.code().equals("provider_timeout"))
			.hasSizeLessThanOrEqualTo(50)
			.isNotEmpty();
		assertThat(answers.subList(0, 200))
			.allMatch((answer) -> answer.code().equals("provider_timeout") || answer.code().equals("login_busy"));
		int turnedAway = answers.stream().map(Answer::code).toList().indexOf("login_busy");
		github.reset();
		// a new code, since the stand-in forgot the old ones; the attempt was not used up
		assertThat(browsers.get(turnedAway).login("octocat").status()).isEqualTo(200);
	}

	@Test
	void accountWhenDeletedThenAllOfItIsGoneAndALaterLoginMakesANewOne() {
		github.addUser(7102, "leaver");
		Answer login = browser().login("leaver");
		Account account = this.accounts.bySubject("github|7102");
		String token = login.text("token");
		String key = this.http.post("/api/keys").bearer(token).json("""
				{"name":"mine","scopes":["data:read"]}""").send().text("key");
		assertThat(this.http.get("/api/data").apiKey(key).send().status()).isEqualTo(200);
		assertThat(this.http.call("DELETE", "/api/me").bearer(token).send().status()).isEqualTo(204);
		assertThat(this.http.get("/api/protected").bearer(token).send().code()).isEqualTo("token_revoked");
		assertThat(this.http.get("/api/data").apiKey(key).send().code()).isEqualTo("api_key_invalid");
		assertThat(this.http.post("/auth/refresh").json("""
				{"refresh_token":"%s"}""".formatted(login.text("refresh_token"))).send().code())
			.isEqualTo("refresh_token_invalid");
		assertThat(this.jdbc.sql("select count(*) from api_key where owner_id = ?")
			.param(account.getId().toString())
			.query(Integer.class)
			.single()).isZero();
		for (String table : List.of("account where id = ? or", "login_session where user_agent is not null and")) {
			assertThat(rows(table.contains("where") ? table : table + " where", account)).isZero();
		}
		browser().login("leaver");
		assertThat(this.accounts.bySubject("github|7102").getId()).isNotEqualTo(account.getId());
	}

	private int rows(String from, Account account) {
		String column = from.startsWith("account") ? "id" : "account_id";
		String sql = "select count(*) from " + from.replace("id = ? or", "") + " " + column + " = ?";
		return this.jdbc.sql(sql).param(account.getId()).query(Integer.class).single();
	}

	@Test
	void accountWhenDeletedByItsCookieThenNeedsTheHeaderAndClearsCookies() {
		Account account = this.accounts.withPassword();
		Cookies browser = new Cookies().take(this.http.post("/auth/login?delivery=cookie").json("""
				{"username":"%s","password":"correct horse battery staple"}""".formatted(account.subject())).send());
		assertThat(browser.on(this.http.call("DELETE", "/api/me")).send().code()).isEqualTo("csrf_failed");
		Answer answer = browser.fromOurPage(this.http.call("DELETE", "/api/me")).json("""
				{"current":"correct horse battery staple"}""").send();
		assertThat(answer.status()).isEqualTo(204);
		assertThat(browser.take(answer).isEmpty()).isTrue();
		assertThat(login(account.subject(), "correct horse battery staple")).isEmpty();
	}

	private Browser browser() {
		return new Browser(issuer());
	}

}
