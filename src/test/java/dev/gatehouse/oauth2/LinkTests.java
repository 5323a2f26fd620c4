package dev.gatehouse.oauth2;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.support.Cookies;
import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.ServerTests;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Logins at a provider that open no session: proofs of presence, and links.
 */
class LinkTests extends ServerTests {

	private static final String KEY = """
			{"name":"mine","scopes":["data:read"]}""";

	@Autowired
	private JdbcClient jdbc;

	private final Browser browser = new Browser(issuer());

	private String user;

	@BeforeEach
	void addUser() {
		int id = 1_000_000 + (int) (Math.random() * 1_000_000_000);
		this.user = "user" + id;
		github.addUser(id, this.user);
	}

	@Test
	void accountWhenOfGitHubAloneThenProvesItselfThere() {
		Answer login = this.browser.login(this.user);
		this.clock.move(Duration.ofSeconds(601));
		assertThat(makeKey(login.text("token"))).isEqualTo("reauthentication_required");
		Answer proof = this.browser.open(this.browser.approve(this.browser.prove(login.text("token")), this.user));
		assertThat(proof.status()).as(proof.toString()).isEqualTo(200);
		assertThat(proof.json().propertyNames()).containsExactlyInAnyOrder("access_token", "token_type", "expires_in");
		assertThat(makeKey(proof.text("access_token"))).isEqualTo("made");
		assertThat(whoami(proof.text("access_token"), "credential_id"))
			.isEqualTo(whoami(login.text("token"), "credential_id"));
		Answer refreshed = this.http.post("/auth/refresh")
			.json("{\"refresh_token\":\"%s\"}".formatted(login.text("refresh_token")))
			.send();
		assertThat(refreshed.status()).isEqualTo(200);
	}

	@Test
	void proofWhenByAnotherPersonThenNothingChanges() {
		Answer login = this.browser.login(this.user);
		int before = count("account");
		github.addUser(4_000_001, "stranger");
		this.clock.move(Duration.ofSeconds(601));
		Answer proof = this.browser.open(this.browser.approve(this.browser.prove(login.text("token")), "stranger"));
		assertThat(proof.summary()).isEqualTo("409 identity_mismatch");
		assertThat(proof.cookie("access")).isEmpty();
		assertThat(makeKey(login.text("token"))).isEqualTo("reauthentication_required");
		assertThat(count("account")).isEqualTo(before);
	}

	@Test
	void proofWhenSessionHasEndedMeanwhileThenFails() {
		Answer login = this.browser.login(this.user);
		String callback = this.browser.approve(this.browser.prove(login.text("token")), this.user);
		logout(login.text("token"));
		assertThat(this.browser.open(callback).summary()).isEqualTo("400 login_attempt_invalid");
	}

	@ParameterizedTest
	@CsvSource({ "?reauthenticate=true,'',401 token_missing", "?reauthenticate=true,abc,401 token_invalid",
			"?reauthenticate=maybe,'',400 invalid_request",
			"?reauthenticate=true&reauthenticate=false,'',400 invalid_request" })
	void proofWhenWithoutASessionThenDoesNotBegin(String query, String token, String answer) {
		Http.Call call = this.http.get("/auth/github" + query);
		assertThat((token.isEmpty() ? call : call.bearer(token)).send().summary()).startsWith(answer);
	}

	@Test
	void proofWhenInABrowserThenSetsTheAccessCookieAlone() {
		Answer login = this.browser.openPage(this.browser.approve(this.browser.begin(), this.user));
		Cookies cookies = new Cookies().take(login);
		this.clock.move(Duration.ofSeconds(601));
		Answer start = cookies.on(this.http.get("/auth/github?reauthenticate=true&return_to=/app"))
			.header("Accept", "text/html")
			.send();
		assertThat(start.status()).isEqualTo(302);
		Cookies binding = new Cookies().take(start);
		Answer proof = binding.on(this.http.get(this.browser.approve(start.header("Location"), this.user)))
			.header("Accept", "text/html")
			.send();
		assertThat(proof.header("Location")).isEqualTo("/app");
		assertThat(proof.headers("Set-Cookie")).noneMatch((cookie) -> cookie.startsWith("refresh="))
			.noneMatch((cookie) -> cookie.startsWith("XSRF-TOKEN="))
			.anyMatch((cookie) -> cookie.startsWith("access="));
		cookies.take(proof);
		assertThat(cookies.fromOurPage(this.http.post("/api/keys")).json(KEY).send().status()).isEqualTo(201);
	}

	@Test
	void identityWhenLinkedThenLogsInToTheAccountAndRenamesNothing() {
		Account account = this.accounts.withPassword();
		String token = login(account.subject(), TestAccounts.PASSWORD);
		assertThat(identities(token)).isEmpty();
		Answer linked = this.browser.open(this.browser.approve(this.browser.link(token, "github"), this.user));
		assertThat(linked.body()).isEqualTo("{\"linked\":\"github\"}");
		assertThat(linked.headers("Set-Cookie")).noneMatch((cookie) -> cookie.matches("(access|refresh|XSRF).*"));
		assertThat(identities(token)).containsExactly("github");
		String later = this.browser.login(this.user).text("token");
		assertThat(whoami(later, "subject")).isEqualTo(account.subject());
		assertThat(whoami(later, "name")).isEqualTo(account.subject());
	}

	@Test
	void identityWhenAnotherAccountHasItThenNothingIsMerged() {
		String owner = whoami(this.browser.login(this.user).text("token"), "subject");
		String token = login(this.accounts.withPassword().subject(), TestAccounts.PASSWORD);
		Answer refused = this.browser.open(this.browser.approve(this.browser.link(token, "github"), this.user));
		assertThat(refused.summary()).isEqualTo("409 identity_taken");
		assertThat(identities(token)).isEmpty();
		assertThat(whoami(this.browser.login(this.user).text("token"), "subject")).isEqualTo(owner);
	}

	@Test
	void identityWhenAccountHasOneOfTheProviderThenIsRefused() {
		String token = this.browser.login(this.user).text("token");
		github.addUser(4_000_002, "second");
		assertThat(this.browser.open(this.browser.approve(this.browser.link(token, "github"), "second")).summary())
			.isEqualTo("409 identity_taken");
		Answer again = this.browser.open(this.browser.approve(this.browser.link(token, "github"), this.user));
		assertThat(again.status()).isEqualTo(200);
		assertThat(identities(token)).containsExactly("github");
	}

	@Test
	void linkWhenSessionHasEndedMeanwhileThenFails() {
		Account account = this.accounts.withPassword();
		String token = login(account.subject(), TestAccounts.PASSWORD);
		String callback = this.browser.approve(this.browser.link(token, "github"), this.user);
		logout(token);
		assertThat(this.browser.open(callback).summary()).isEqualTo("400 login_attempt_invalid");
		assertThat(identities(login(account.subject(), TestAccounts.PASSWORD))).isEmpty();
	}

	@Test
	void linkWhenBegunThenLogsNobodyInAndLoginLinksNothing() {
		this.browser.login(this.user);
		String token = login(this.accounts.withPassword().subject(), TestAccounts.PASSWORD);
		int before = count("login_session");
		Answer answer = this.browser.open(this.browser.approve(this.browser.link(token, "github"), this.user));
		assertThat(answer.body()).doesNotContain("token");
		assertThat(count("login_session")).isEqualTo(before);
		Cookies session = new Cookies().put("access", token);
		Answer start = session.on(this.http.get("/auth/github")).send();
		github.addUser(4_000_003, "third");
		Answer login = new Cookies().take(start)
			.put("access", token)
			.on(this.http.get(this.browser.approve(start.header("Location"), "third")))
			.send();
		assertThat(whoami(login.text("token"), "subject")).isEqualTo("github|4000003");
		assertThat(identities(token)).isEmpty();
	}

	@Test
	void linkWhenFinishedInAnotherBrowserThenFails() {
		String token = login(this.accounts.withPassword().subject(), TestAccounts.PASSWORD);
		String callback = this.browser.approve(this.browser.link(token, "github"), this.user);
		assertThat(new Browser(issuer()).open(callback).code()).isEqualTo("login_attempt_invalid");
		assertThat(identities(token)).isEmpty();
	}

	@Test
	void providerWhenUnknownThenIsNotFound() {
		String token = login(this.accounts.withPassword().subject(), TestAccounts.PASSWORD);
		assertThat(this.http.post("/api/me/identities/nobody").bearer(token).send().summary())
			.isEqualTo("404 provider_not_configured");
		assertThat(this.http.call("DELETE", "/api/me/identities/github").bearer(token).send().summary())
			.isEqualTo("404 not_found");
	}

	@Test
	void identityWhenUnlinkedThenNextLoginIsAnotherAccount() {
		Account account = this.accounts.withPassword();
		String token = login(account.subject(), TestAccounts.PASSWORD);
		this.browser.open(this.browser.approve(this.browser.link(token, "github"), this.user));
		assertThat(unlink(token)).isEqualTo(204);
		assertThat(identities(token)).isEmpty();
		assertThat(whoami(this.browser.login(this.user).text("token"), "subject")).startsWith("github|");
	}

	@Test
	void identityWhenLastWayInThenStays() {
		String token = this.browser.login(this.user).text("token");
		Answer refused = this.http.call("DELETE", "/api/me/identities/github").bearer(token).send();
		assertThat(refused.summary()).isEqualTo("409 last_login_method");
		assertThat(identities(token)).containsExactly("github");
	}

	@Test
	void identityWhenTheOtherIsOfAProviderThatIsGoneThenStays() {
		String token = this.browser.login(this.user).text("token");
		this.jdbc.sql("insert into identity (provider, issuer, subject, account_id, linked_at)"
				+ " select 'gone', 'https://gone.example', ?, account_id, linked_at from identity where subject = ?")
			.params(this.user, this.user.substring(4))
			.update();
		assertThat(unlink(token)).isEqualTo(409);
		assertThat(identities(token)).containsExactly("github", "gone");
	}

	@ParameterizedTest
	@CsvSource({ "sso,0,true", "sso,-59,true", "sso,-61,false", "sso,,false", "google,,true", "google,-999,true" })
	void proofWhenProviderTellsAnOlderLoginThenIsNotFresh(String provider, Long seconds, boolean fresh) {
		Instant begun = Instant.now();
		MockHttpServletRequest request = new MockHttpServletRequest();
		Map<String, Object> claims = (seconds == null) ? Map.of("sub", "1")
				: Map.of("sub", "1", "auth_time", begun.plusSeconds(seconds));
		OAuth2AuthenticationToken login = new OAuth2AuthenticationToken(
				new DefaultOidcUser(AuthorityUtils.NO_AUTHORITIES,
						new OidcIdToken("t", begun, begun.plusSeconds(9), claims),
						// which is not signed
						new OidcUserInfo(Map.of("sub", "1", "auth_time", begun))),
				AuthorityUtils.NO_AUTHORITIES, provider);
		assertThat(AuthorizationRequests.isFresh(request, login)).isTrue();
		AuthorizationRequests.intend(request, begun.getEpochSecond() + " what for");
		assertThat(ProviderLogins.intentOf(request)).isEqualTo("what for");
		assertThat(AuthorizationRequests.isFresh(request, login)).isEqualTo(fresh);
	}

	private int unlink(String token) {
		return this.http.call("DELETE", "/api/me/identities/github").bearer(token).send().status();
	}

	private List<String> identities(String token) {
		return this.http.get("/api/me/identities")
			.bearer(token)
			.send()
			.json()
			.path("identities")
			.valueStream()
			.map((identity) -> identity.path("provider").asString())
			.toList();
	}

	private void logout(String token) {
		assertThat(this.http.post("/auth/logout").bearer(token).json("{}").send().status()).isEqualTo(204);
	}

	private String whoami(String token, String member) {
		return this.http.get("/api/whoami").bearer(token).send().text(member);
	}

	private String makeKey(String token) {
		Answer answer = this.http.post("/api/keys").bearer(token).json(KEY).send();
		return (answer.status() == 201) ? "made" : answer.code();
	}

	private int count(String table) {
		return this.jdbc.sql("select count(*) from " + table).query(Integer.class).single();
	}

}
