package dev.gatehouse.oauth2;

import java.math.BigInteger;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.gatehouse.attempt.LoginAttempts;
import dev.gatehouse.caller.Role;
import dev.gatehouse.standin.Endpoint;
import dev.gatehouse.standin.Failure;
import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.RawHttp;
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
 * The whole login against the GitHub stand-in, over real ports.
 */
class GitHubLoginTests extends ServerTests {

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private LoginAttempts attempts;

	@Test
	void loginWhenUserAgreesThenEndsInOurOwnToken() {
		Answer answer = browser().login("octocat");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.text("user")).isEqualTo("octocat");
		assertThat(answer.text("token_type")).isEqualTo("bearer");
		assertThat(answer.json().path("expires_in").asInt()).isEqualTo(900);
		assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
		Answer greeting = this.http.get("/api/protected").bearer(answer.text("token")).send();
		assertThat(greeting.body()).isEqualTo("{\"message\":\"Hello octocat\",\"role\":\"user\"}");
		Answer whoami = this.http.get("/api/whoami").bearer(answer.text("token")).send();
		assertThat(whoami.text("subject")).isEqualTo("github|583231");
	}

	@Test
	void loginWhenBegunThenRedirectCarriesStatePkceScopeAndTheConstantRedirect() {
		Map<String, String> query = query(browser().begin());
		assertThat(query.get("response_type")).isEqualTo("code");
		assertThat(query.get("client_id")).isEqualTo("gatehouse-demo-client");
		assertThat(query.get("scope")).isEqualTo("read:user user:email");
		assertThat(query.get("redirect_uri")).isEqualTo(issuer() + "/auth/github/callback");
		assertThat(query.get("code_challenge_method")).isEqualTo("S256");
		assertThat(query.get("code_challenge")).matches("[A-Za-z0-9_-]{43}");
		assertThat(query.get("state")).hasSizeGreaterThanOrEqualTo(43);
	}

	@Test
	void loginWhenJsonIsAskedForThenAnswersTheAddressAndTheSameCookie() {
		Answer answer = this.http.get("/auth/github").header("Accept", "application/json").send();
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.text("url")).startsWith(github.url() + "/login/oauth/authorize?");
		assertThat(answer.cookie("login-")).isPresent();
		assertThat(answer.header("Location")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "*/*", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html",
			"application/json;q=0", "///", "application/json, text/html" })
	void loginWhenAnythingElseIsAcceptedThenRedirects(String accept) {
		Answer answer = this.http.get("/auth/github").header("Accept", accept).send();
		assertThat(answer.status()).isEqualTo(302);
		assertThat(answer.header("Location")).startsWith(github.url());
	}

	@Test
	void loginWhenBegunThenBindingCookieIsLaxHttpOnlyAndForTheLoginAlone() {
		String cookie = this.http.get("/auth/github").send().cookie("login-").orElseThrow();
		assertThat(cookie).contains("Path=/auth;")
			.contains("HttpOnly")
			.contains("SameSite=Lax")
			.contains("Max-Age=600");
	}

	@Test
	void loginWhenBegunByJsonThenCanBeFinishedByTheSameClient() {
		Browser browser = browser();
		String url = new Http(issuer(), browser.jar()).get("/auth/github")
			.header("Accept", "application/json")
			.send()
			.text("url");
		assertThat(browser.open(browser.approve(url, "octocat")).status()).isEqualTo(200);
	}

	@Test
	void loginWhenTwoTabsAtOnceThenBothSucceed() {
		Browser browser = browser();
		String first = browser.begin();
		String second = browser.begin();
		String secondCallback = browser.approve(second, "hubot");
		String firstCallback = browser.approve(first, "octocat");
		assertThat(browser.open(firstCallback).text("user")).isEqualTo("octocat");
		assertThat(browser.open(secondCallback).text("user")).isEqualTo("hubot");
	}

	@Test
	void loginWhenTwoTabsBeginAtTheSameInstantThenBothSucceed() {
		Browser browser = browser();
		List<Answer> answers = Together.run(2, 2, (i) -> browser.login("octocat"));
		assertThat(answers).extracting(Answer::status).containsExactly(200, 200);
	}

	@Test
	void loginWhenManyTabsAreLeftOpenThenCookiesStayFew() {
		Browser browser = browser();
		for (int i = 0; i < 40; i++) {
			browser.begin();
		}
		assertThat(browser.jar().getCookieStore().getCookies()).hasSizeLessThanOrEqualTo(9);
		assertThat(browser.login("octocat").status()).isEqualTo(200);
	}

	@Test
	void callbackWhenStateIsMissingThenRefusedWithoutAskingTheProvider() {
		refused("/auth/github/callback");
		refused("/auth/github/callback?code=abc");
		refused("/auth/github/callback?state=abc");
		refused("/auth/github/callback?code=&state=");
	}

	@Test
	void callbackWhenStateIsForeignThenRefusedWithoutAskingTheProvider() {
		refused("/auth/github/callback?code=abc&state=never-issued");
	}

	@Test
	void callbackWhenBegunInAnotherBrowserThenRefusedAndTheOwnerCanStillFinish() {
		Browser victim = browser();
		String callback = victim.approve(victim.begin(), "octocat");
		Answer stolen = browser().open(callback);
		assertThat(stolen.summary()).isEqualTo("400 login_attempt_invalid");
		assertThat(github.requestCount(Endpoint.TOKEN)).isZero();
		assertThat(victim.open(callback).status()).isEqualTo(200);
	}

	@Test
	void callbackWhenReplayedThenRefusedWithoutAskingTheProviderAgain() {
		Browser browser = browser();
		String callback = browser.approve(browser.begin(), "octocat");
		assertThat(browser.open(callback).status()).isEqualTo(200);
		assertThat(browser.open(callback).summary()).isEqualTo("400 login_attempt_invalid");
		assertThat(github.requestCount(Endpoint.TOKEN)).isEqualTo(1);
	}

	@Test
	void callbackWhenSixAtOnceThenOneSucceeds() {
		Browser browser = browser();
		String callback = browser.approve(browser.begin(), "octocat");
		String cookie = browser.jar().getCookieStore().getCookies().get(0).toString();
		List<Answer> answers = Together.run(6, 6, (i) -> this.http.get(callback).header("Cookie", cookie).send());
		assertThat(answers).extracting(Answer::status).containsOnlyOnce(200);
		assertThat(answers).filteredOn((answer) -> answer.status() != 200)
			.extracting(Answer::code)
			.containsOnly("login_attempt_invalid");
		assertThat(github.requestCount(Endpoint.TOKEN)).isEqualTo(1);
	}

	@Test
	void callbackWhenTenMinutesHavePassedThenRefused() {
		Browser browser = browser();
		String callback = browser.approve(browser.begin(), "octocat");
		this.clock.move(Duration.ofMinutes(10));
		assertThat(browser.open(callback).summary()).isEqualTo("400 login_attempt_invalid");
		assertThat(github.requestCount(Endpoint.TOKEN)).isZero();
	}

	@Test
	void callbackWhenParameterIsRepeatedThenRefused() {
		Browser browser = browser();
		String callback = browser.approve(browser.begin(), "octocat");
		assertThat(browser.open(callback + "&code=another").summary()).isEqualTo("400 login_attempt_invalid");
		assertThat(browser.open(callback + "&state=another").summary()).isEqualTo("400 login_attempt_invalid");
		assertThat(github.requestCount(Endpoint.TOKEN)).isZero();
	}

	@Test
	void callbackWhenCodeComesWithAnErrorThenRefused() {
		Browser browser = browser();
		String callback = browser.approve(browser.begin(), "octocat");
		assertThat(browser.open(callback + "&error=access_denied").summary()).isEqualTo("400 login_attempt_invalid");
		assertThat(github.requestCount(Endpoint.TOKEN)).isZero();
	}

	@Test
	void callbackWhenUserDeniesThenSaysSoWithoutTheProvidersText() {
		Browser browser = browser();
		String denied = browser.open(browser.begin() + "&deny=true").header("Location");
		Answer answer = browser.open(denied);
		assertThat(answer.summary()).isEqualTo("401 login_denied Bearer realm=\"gatehouse\"");
		assertThat(answer.body()).doesNotContain("has denied your application");
		assertThat(github.requestCount(Endpoint.TOKEN)).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "DELETE", "PATCH", "HEAD" })
	void callbackWhenNotByGetThenMethodNotAllowed(String method) {
		Browser browser = browser();
		String callback = browser.approve(browser.begin(), "octocat");
		for (String url : List.of(callback, issuer() + "/auth/github")) {
			Answer answer = new Http(issuer(), browser.jar()).call(method, url).send();
			assertThat(answer.status()).isEqualTo(405);
			assertThat(answer.header("Allow")).contains("GET");
		}
		assertThat(github.requestCount(Endpoint.TOKEN)).isZero();
	}

	@Test
	void callbackWhenProviderRefusesTheCodeThenSaysSo() {
		github.failNext(Endpoint.TOKEN, Failure.BAD_VERIFICATION_CODE);
		assertThat(browser().login("octocat").summary()).isEqualTo("401 login_code_invalid Bearer realm=\"gatehouse\"");
		assertThat(github.requestCount(Endpoint.USER)).isZero();
	}

	@Test
	void callbackWhenTokenAnswerIsHugeThenProviderError() {
		github.failNext(Endpoint.TOKEN, Failure.HUGE_BODY);
		assertThat(browser().login("octocat").summary()).isEqualTo("502 provider_error");
	}

	@Test
	void callbackWhenUserAnswerIsHugeThenProviderError() {
		github.failNext(Endpoint.USER, Failure.HUGE_BODY);
		assertThat(browser().login("octocat").summary()).isEqualTo("502 provider_error");
	}

	@Test
	void callbackWhenUserHasNoIdThenProviderErrorAndNoAccount() {
		int before = accountCount();
		github.failNext(Endpoint.USER, Failure.MISSING_ID);
		assertThat(browser().login("octocat").summary()).isEqualTo("502 provider_error");
		github.failNext(Endpoint.USER, Failure.NULL_ID);
		assertThat(browser().login("octocat").summary()).isEqualTo("502 provider_error");
		assertThat(accountCount()).isEqualTo(before);
	}

	static Stream<Object> unusableIds() {
		return Stream.of("", " ", "583231", true, 1.5, -1, 0, List.of(1), Map.of("a", 1),
				new BigInteger("9".repeat(300)));
	}

	@ParameterizedTest
	@MethodSource("unusableIds")
	void callbackWhenUserIdIsNotANumberThenProviderErrorAndNoAccount(Object id) {
		int before = accountCount();
		github.failNext(Endpoint.USER, Failure.with("id", id));
		assertThat(browser().login("octocat").summary()).isEqualTo("502 provider_error");
		assertThat(accountCount()).isEqualTo(before);
	}

	@Test
	void callbackWhenAnswerIsInAnUnknownCharsetThenProviderError() {
		github.failNext(Endpoint.TOKEN, Failure.body("application/json;charset=foo", "{}"));
		assertThat(browser().login("octocat").summary()).isEqualTo("502 provider_error");
		github.failNext(Endpoint.USER, Failure.body("application/json;charset=foo", "{}"));
		assertThat(browser().login("octocat").summary()).isEqualTo("502 provider_error");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", "\n\t", "\u202e\u2028" })
	void loginWhenNameIsBlankThenTheTokenWorksAllTheSame(String name) {
		github.failNext(Endpoint.USER, Failure.with("login", name));
		Answer answer = browser().login("octocat");
		assertThat(answer.text("user")).isEqualTo("The Octocat");
		assertThat(this.http.get("/api/whoami").bearer(answer.text("token")).send().status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "invalid_grant", "bad_verification_code", "server_error", "%3Cscript%3E" })
	void callbackWhenItBringsAnotherErrorThenProviderError(String error) {
		Browser browser = browser();
		String state = query(browser.begin()).get("state").replace("=", "%3D");
		Answer answer = browser.open(issuer() + "/auth/github/callback?error=" + error + "&state=" + state);
		assertThat(answer.summary()).isEqualTo("502 provider_error");
		assertThat(answer.body()).doesNotContain("script");
	}

	@Test
	void loginWhenCookiesAreForgedInNumbersThenStillBegins() {
		StringBuilder cookies = new StringBuilder("login-0=x");
		for (int i = 1; i < 200; i++) {
			cookies.append("; login-").append("%016x".formatted(i)).append("=x");
		}
		Answer answer = this.http.get("/auth/github").header("Cookie", cookies.toString()).send();
		assertThat(answer.status()).isEqualTo(302);
		assertThat(answer.headers("Set-Cookie")).hasSizeLessThanOrEqualTo(9);
	}

	@Test
	void loginWhenANinthIsPendingThenTheOldestIsDroppedAlone() {
		Browser browser = browser();
		List<String> begun = IntStream.range(0, 9).mapToObj((i) -> browser.begin()).toList();
		assertThat(browser.jar().getCookieStore().getCookies()).hasSize(8);
		assertThat(browser.open(browser.approve(begun.get(0), "octocat")).summary())
			.isEqualTo("400 login_attempt_invalid");
		begun.subList(1, 9)
			.forEach((url) -> assertThat(browser.open(browser.approve(url, "octocat")).status()).isEqualTo(200));
	}

	@Test
	void attemptsWhenExpiredThenArePurged() {
		browser().begin();
		// other tests begin some with a clock that is ahead
		this.clock.move(Duration.ofMinutes(31));
		this.attempts.purge();
		assertThat(this.jdbc.sql("select count(*) from login_attempt").query(Integer.class).single()).isZero();
	}

	@Test
	void callbackWhenProviderRedirectsElsewhereThenIsNotFollowed() {
		github.failNext(Endpoint.USER, Failure.redirect("http://127.0.0.1:1/"));
		assertThat(browser().login("octocat").summary()).isEqualTo("502 provider_error");
	}

	@Test
	void loginWhenUserIsRenamedThenIsTheSameAccount() {
		github.addUser(7001, "before");
		browser().login("before");
		github.rename(7001, "after");
		Answer answer = browser().login("after");
		assertThat(answer.text("user")).isEqualTo("after");
		assertThat(this.jdbc.sql("select name from account where subject = 'github|7001'").query(String.class).list())
			.containsExactly("after");
	}

	@Test
	void loginWhenLoginNameIsRecycledThenIsAnotherAccount() {
		github.addUser(7002, "recycled");
		browser().login("recycled");
		github.rename(7002, "moved");
		github.addUser(7003, "recycled");
		browser().login("recycled");
		assertThat(this.accounts.bySubject("github|7002").getId())
			.isNotEqualTo(this.accounts.bySubject("github|7003").getId());
	}

	@Test
	void loginWhenNamedLikeOurAdminThenIsNotOurAdmin() {
		Answer answer = browser().login("admin");
		Answer whoami = this.http.get("/api/whoami").bearer(answer.text("token")).send();
		assertThat(whoami.text("role")).isEqualTo("user");
		assertThat(whoami.text("subject")).startsWith("github|");
		assertThat(this.accounts.bySubject("admin").role()).isEqualTo(Role.ADMIN);
	}

	@Test
	void loginWhenTwoFirstLoginsAtOnceThenOneAccount() {
		github.addUser(7004, "twice");
		List<Answer> answers = Together.run(4, 4, (i) -> browser().login("twice"));
		assertThat(answers).extracting(Answer::status).containsOnly(200);
		assertThat(this.jdbc.sql("select count(*) from account where subject = 'github|7004'")
			.query(Integer.class)
			.single()).isEqualTo(1);
	}

	@Test
	void loginWhenAccountIsDisabledThenForbidden() {
		github.addUser(7005, "locked");
		browser().login("locked");
		this.accounts.disable(this.accounts.bySubject("github|7005"));
		assertThat(browser().login("locked").summary()).isEqualTo("403 account_disabled");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Host", "X-Forwarded-Host", "Forwarded" })
	void loginWhenHostIsPoisonedThenRedirectStaysOurs(String header) {
		String value = header.equals("Forwarded") ? "host=evil.example" : "evil.example";
		String response = (header.equals("Host"))
				? new RawHttp(port())
					.exchange("GET /auth/github HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
				: new RawHttp(port()).send("GET /auth/github HTTP/1.1", header + ": " + value);
		assertThat(response).contains("302").doesNotContain("evil.example");
		assertThat(URLDecoder.decode(response, StandardCharsets.UTF_8))
			.contains("redirect_uri=" + issuer() + "/auth/github/callback");
	}

	@Test
	void loginWhenPendingThenTheTableHoldsNothingThatCouldFinishIt() {
		Browser browser = browser();
		String state = query(browser.begin()).get("state");
		String cookie = browser.jar().getCookieStore().getCookies().get(0).getValue();
		String row = this.jdbc.sql("select * from login_attempt").query().listOfRows().toString();
		assertThat(row).doesNotContain(state).doesNotContain(cookie);
	}

	@Test
	void loginWhenFinishedThenNoSessionCookieAndTheBindingIsGone() {
		Browser browser = browser();
		Answer answer = browser.login("octocat");
		assertThat(answer.headers("Set-Cookie")).hasSize(1)
			.allMatch((cookie) -> cookie.startsWith("login-") && cookie.contains("Max-Age=0"));
		assertThat(browser.jar().getCookieStore().getCookies()).isEmpty();
	}

	@Test
	void loginWhenFinishedThenTokensCarryTheProviderAsMethod() {
		String[] token = browser().login("octocat").text("token").split("\\.");
		String claims = new String(Base64.getUrlDecoder().decode(token[1]), StandardCharsets.UTF_8);
		assertThat(claims).contains("\"amr\":[\"github\"]");
	}

	private Browser browser() {
		return new Browser(issuer());
	}

	private void refused(String path) {
		Answer answer = this.http.get(path).send();
		assertThat(answer.summary()).isEqualTo("400 login_attempt_invalid");
		assertThat(github.requests()).isEmpty();
	}

	private int accountCount() {
		return this.jdbc.sql("select count(*) from account").query(Integer.class).single();
	}

	private static Map<String, String> query(String url) {
		return Arrays.stream(URI.create(url).getRawQuery().split("&"))
			.map((pair) -> pair.split("=", 2))
			.collect(Collectors.toMap((pair) -> pair[0], (pair) -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
	}

}
