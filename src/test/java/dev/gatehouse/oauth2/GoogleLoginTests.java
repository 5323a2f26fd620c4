package dev.gatehouse.oauth2;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.gatehouse.standin.Endpoint;
import dev.gatehouse.standin.Failure;
import dev.gatehouse.standin.GitHubStandIn;
import dev.gatehouse.standin.OidcHandler.Forgery;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServiceProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * OpenID Connect, by configuration alone, against an issuer that signs for real.
 */
class GoogleLoginTests {

	private static GitHubStandIn google;

	private static Replica service;

	private static String base;

	@BeforeAll
	static void start() {
		google = GitHubStandIn.start(0);
		int port = ServiceProcess.freePort();
		base = "http://localhost:" + port;
		List<String> options = new ArrayList<>(List.of("--server.port=" + port, "--gatehouse.public-url=" + base,
				"--GITHUB_CLIENT_ID=", "--gatehouse.login.starts-per-address=1000000"));
		google.googleProperties().forEach((name, value) -> options.add("--" + name + "=" + value));
		service = Replica.start(options.toArray(String[]::new));
	}

	@AfterAll
	static void stop() {
		service.close();
		google.close();
	}

	@AfterEach
	void reset() {
		google.reset();
	}

	@Test
	void loginWhenAllIsWellThenIsTheAccountOfTheSubject() {
		Answer answer = login("octocat");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.text("user")).isEqualTo("The Octocat");
		Answer whoami = service.http().get("/api/whoami").bearer(answer.text("token")).send();
		assertThat(whoami.text("subject")).isEqualTo("google|583231");
	}

	@Test
	void providersWhenGoogleAloneIsConfiguredThenListsNoOther() {
		assertThat(service.http().get("/auth/providers").send().body())
			.isEqualTo("{\"providers\":[\"google\"],\"names\":{\"google\":\"Google\"},\"passkeys\":true}");
	}

	@Test
	void loginWhenBegunThenCarriesNonceAndPkce() {
		String url = new Browser(base).begin("/auth/google");
		assertThat(url).startsWith(google.url() + "/o/oauth2/v2/auth?")
			.contains("nonce=")
			.contains("code_challenge_method=S256")
			.contains("scope=openid");
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "OLD_LOGIN", "NO_LOGIN_TIME" })
	void loginWhenIdTokenIsForgedThenRefusedAndNothingStored(Forgery forgery) {
		login("octocat"); // so that the keys are known
		int before = accountCount();
		int asked = google.requestCount(Endpoint.USERINFO);
		google.forgeNextIdToken(forgery);
		assertThat(login("hubot").summary()).isEqualTo("502 provider_error");
		assertThat(accountCount()).isEqualTo(before);
		assertThat(google.requestCount(Endpoint.USERINFO) - asked)
			.isLessThanOrEqualTo((forgery == Forgery.ODD_SUBJECT) ? 1 : 0);
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 404, 500, 503 })
	void loginWhenACallFailsThenProviderError(int status) {
		for (Endpoint endpoint : List.of(Endpoint.OIDC_TOKEN, Endpoint.USERINFO)) {
			google.failNext(endpoint, Failure.status(status));
			assertThat(login("mona").summary()).isEqualTo("502 provider_error");
		}
	}

	@Test
	void loginWhenUserInfoIsAboutAnotherThenRefused() {
		google.failNext(Endpoint.USERINFO, Failure.with("sub", "1"));
		assertThat(login("hubot").summary()).isEqualTo("502 provider_error");
	}

	/**
	 * What Spring Security reads of an answer is of another type, or of the right type
	 * and odd. What it does not need may be anything.
	 */
	@ParameterizedTest
	@CsvSource({ "OIDC_TOKEN, id_token", "OIDC_TOKEN, access_token", "OIDC_TOKEN, token_type", "OIDC_TOKEN, expires_in",
			"OIDC_TOKEN, scope", "OIDC_TOKEN, refresh_token", "OIDC_TOKEN, error", "OIDC_TOKEN, anything",
			"USERINFO, sub", "USERINFO, name", "USERINFO, email", "USERINFO, email_verified", "USERINFO, updated_at",
			"USERINFO, address", "USERINFO, anything" })
	void loginWhenAMemberIsOddThenNoFaultOfOurs(Endpoint endpoint, String member) {
		OddValues.ALL.forEach((value) -> {
			google.failNext(endpoint, Failure.with(member, value));
			String outcome = login("mona").summary();
			assertThat(outcome).as("%s %s", member, value)
				.isIn(OddValues.isNeeded(member) ? List.of("502 provider_error")
						: List.of("200", "502 provider_error"));
		});
	}

	@Test
	void loginWhenTheCodeIsRefusedThenSaysSo() {
		google.failNext(Endpoint.OIDC_TOKEN, Failure.oauthError("invalid_grant", "no"));
		assertThat(login("hubot").code()).isEqualTo("login_code_invalid");
	}

	@Test
	void loginWhenKeysAreSlowThenTimesOut() {
		// another service, which does not know the keys yet
		int port = ServiceProcess.freePort();
		String there = "http://localhost:" + port;
		List<String> options = new ArrayList<>(
				List.of("--server.port=" + port, "--gatehouse.public-url=" + there, "--GITHUB_CLIENT_ID="));
		google.googleProperties().forEach((name, value) -> options.add("--" + name + "=" + value));
		try (Replica fresh = Replica.start(options.toArray(String[]::new))) {
			google.failNext(Endpoint.CERTS, Failure.slow(Duration.ofSeconds(20)));
			Browser browser = new Browser(there);
			assertThat(browser.open(browser.approve(browser.begin("/auth/google"), "octocat")).summary())
				.isEqualTo("504 provider_timeout");
			assertThat(fresh.http().get("/auth/github").send().code()).isEqualTo("provider_not_configured");
			assertThat(browser.open(browser.approve(browser.begin("/auth/google"), "octocat")).status()).isEqualTo(200);
		}
	}

	private static Answer login(String user) {
		Browser browser = new Browser(base);
		return browser.open(browser.approve(browser.begin("/auth/google"), user));
	}

	private static int accountCount() {
		return service.bean(JdbcClient.class).sql("select count(*) from account").query(Integer.class).single();
	}

}
