package dev.gatehouse.standin;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.web.util.HtmlUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The stand-in keeps to what GitHub documents of its web application flow; a login that
 * is only tried against a careless provider is not tried.
 */
class GitHubStandInTests {

	private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

	private static final AtomicReference<Instant> NOW = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

	private static GitHubStandIn gitHub;

	private static StandInClient client;

	@BeforeAll
	static void start() {
		gitHub = GitHubStandIn.start(0, NOW::get);
		client = new StandInClient(gitHub);
	}

	@AfterAll
	static void stop() {
		gitHub.close();
	}

	@BeforeEach
	void reset() {
		gitHub.reset();
	}

	@Test
	void authorizeWhenScriptThenOctocatIsSentBackWithCodeAndState() {
		HttpResponse<String> response = client.authorize("*/*", client.authorization());
		assertThat(response.statusCode()).isEqualTo(302);
		String location = response.headers().firstValue("Location").orElseThrow();
		assertThat(location).startsWith(StandInClient.REDIRECT_URI + "?");
		Map<String, String> query = StandInClient.query(location);
		assertThat(query).containsOnlyKeys("code", "state", "iss").containsEntry("state", "s t&te=1");
		assertThat(query.get("code")).matches("[0-9a-f]{20}");
		assertThat(user(query.get("code")).get("login").asString()).isEqualTo("octocat");
	}

	@Test
	void authorizeWhenStateIsAbsentThenNoneIsSentBack() {
		Map<String, String> parameters = client.authorization();
		parameters.remove("state");
		assertThat(client.callback(parameters)).containsOnlyKeys("code", "iss");
	}

	@Test
	void authorizeWhenRedirectUriHasQueryThenQueryIsKept() {
		String redirectUri = "https://app.example.com/back?tenant=a%20b&x=1";
		HttpResponse<String> response = client.authorize("*/*", client.authorization("redirect_uri", redirectUri));
		assertThat(response.headers().firstValue("Location").orElseThrow()).matches(Pattern.quote(redirectUri)
				+ "&code=[0-9a-f]{20}&state=s\\+t%26te%3D1&iss=http%3A%2F%2Flocalhost%3A[0-9]+%2Flogin%2Foauth");
	}

	@Test
	void authorizeWhenBrowserThenPageHasLinkForEveryUserAndNoCode() {
		HttpResponse<String> page = client.authorize(BROWSER, client.authorization());
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
		assertThat(page.headers().firstValue("Location")).isEmpty();
		assertThat(page.body()).doesNotContain("<script", "src=");
		assertThat(links(page)).extracting((link) -> StandInClient.query(link).get("login"))
			.containsExactly("octocat", "hubot", "mona", "admin", null);
	}

	@Test
	void authorizeWhenLinkOfPageIsFollowedThenThatUserIsSignedIn() {
		HttpResponse<String> page = client.authorize(BROWSER, client.authorization());
		HttpResponse<String> response = client.authorize(BROWSER, StandInClient.query(links(page).get(1)));
		Map<String, String> query = StandInClient.query(response.headers().firstValue("Location").orElseThrow());
		assertThat(query).containsEntry("state", "s t&te=1");
		assertThat(user(query.get("code")).get("id").asLong()).isEqualTo(480938);
	}

	@Test
	void authorizeWhenCancelLinkIsFollowedThenErrorIsAccessDenied() {
		HttpResponse<String> page = client.authorize(BROWSER, client.authorization());
		assertThat(client.callback(StandInClient.query(links(page).get(4)))).doesNotContainKey("code")
			.containsEntry("error", "access_denied")
			.containsEntry("error_description", "The user has denied your application access.")
			.containsEntry("state", "s t&te=1")
			.containsKey("error_uri");
	}

	@Test
	void authorizeWhenParametersAndNamesHoldMarkupThenPageEscapesThem() {
		String markup = "\"'><script>alert(1)</script>";
		gitHub.addUser(new User(7, markup, markup, null, List.of()));
		HttpResponse<String> page = client.authorize(BROWSER, client.authorization("state", markup, markup, markup));
		assertThat(page.body()).doesNotContain("<script", "'>").contains("&lt;script&gt;");
		Map<String, String> query = StandInClient.query(links(page).get(4));
		assertThat(query).containsEntry("login", markup).containsEntry("state", markup);
	}

	@Test
	void authorizeWhenClientIsUnknownThenNotFoundAndNoRedirect() {
		assertPage(404, client.authorization("client_id", "somebody-else"));
	}

	@Test
	void authorizeWhenLoginIsUnknownThenNotFoundAndNoRedirect() {
		assertPage(404, client.authorization("login", "nobody"));
	}

	@Test
	void authorizeWhenRedirectUriIsUnusableThenBadRequestAndNoRedirect() {
		for (String redirectUri : List.of("", "/relative", "javascript:alert(1)", "http://a b/", "http://a/#f")) {
			assertPage(400, client.authorization("redirect_uri", redirectUri));
		}
	}

	@Test
	void authorizeWhenChallengeMethodIsPlainThenErrorIsInvalidRequest() {
		assertThat(client.callback(client.authorization("code_challenge", "abc", "code_challenge_method", "plain")))
			.containsEntry("error", "invalid_request")
			.doesNotContainKey("code");
	}

	@Test
	void exchangeWhenJsonIsAskedForThenAnswerHasThreeMembers() {
		HttpResponse<String> response = client.token(client.exchange(client.code()), "Accept", "application/json");
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json;charset=utf-8");
		JsonNode json = StandInClient.json(response);
		assertThat(json.propertyNames()).containsExactly("access_token", "scope", "token_type");
		assertThat(json.get("access_token").asString()).matches("gho_[0-9A-Za-z]{36}");
		assertThat(json.get("scope").asString()).isEqualTo("read:user,user:email");
		assertThat(json.get("token_type").asString()).isEqualTo("bearer");
	}

	@Test
	void exchangeWhenJsonIsNotAskedForThenAnswerIsForm() {
		HttpResponse<String> response = client.token(client.exchange(client.code()), "Accept", "*/*");
		assertThat(response.headers().firstValue("Content-Type")).hasValueSatisfying(
				(contentType) -> assertThat(contentType).startsWith("application/x-www-form-urlencoded"));
		assertThat(response.body())
			.matches("access_token=gho_[0-9A-Za-z]{36}&scope=read%3Auser%2Cuser%3Aemail&token_type=bearer");
	}

	@Test
	void exchangeWhenErrorAndJsonIsNotAskedForThenErrorIsFormWith200() {
		HttpResponse<String> response = client.token(client.exchange("0123456789abcdef0123"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).startsWith("error=bad_verification_code&error_description=The+code+passed");
	}

	@Test
	void exchangeWhenCodeIsUsedAgainThenBadVerificationCode() {
		Map<String, String> form = client.exchange(client.code());
		assertThat(client.tokenJson(form).has("access_token")).isTrue();
		assertError(form, "bad_verification_code");
	}

	@Test
	void exchangeWhenCodeIsUsedInParallelThenOneSucceeds() {
		Map<String, String> form = client.exchange(client.code());
		long successes = IntStream.range(0, 20)
			.parallel()
			.filter((i) -> client.tokenJson(form).has("access_token"))
			.count();
		assertThat(successes).isEqualTo(1);
		assertThat(gitHub.requestCount(Endpoint.TOKEN)).isEqualTo(20);
	}

	@Test
	void exchangeWhenCodeIsTenMinutesOldThenBadVerificationCode() {
		String fresh = client.code();
		String stale = client.code();
		NOW.updateAndGet((now) -> now.plus(Duration.ofMinutes(10).minusMillis(1)));
		assertThat(client.tokenJson(client.exchange(fresh)).has("access_token")).isTrue();
		NOW.updateAndGet((now) -> now.plusMillis(1));
		assertError(client.exchange(stale), "bad_verification_code");
	}

	@Test
	void exchangeWhenSecretIsWrongThenIncorrectClientCredentialsAndCodeStaysUsable() {
		String code = client.code();
		assertError(client.exchange(code, "client_secret", "wrong"), "incorrect_client_credentials");
		assertThat(client.tokenJson(client.exchange(code)).has("access_token")).isTrue();
	}

	@Test
	void exchangeWhenCredentialsAreInBasicHeaderThenAccessToken() {
		assertThat(basic(GitHubStandIn.CLIENT_ID + ":" + GitHubStandIn.CLIENT_SECRET).has("access_token")).isTrue();
	}

	@Test
	void exchangeWhenBasicHeaderIsWrongThenIncorrectClientCredentials() {
		for (String credentials : List.of(GitHubStandIn.CLIENT_ID + ":wrong", "no colon", "%zz:%")) {
			assertThat(basic(credentials).get("error").asString()).isEqualTo("incorrect_client_credentials");
		}
	}

	@Test
	void exchangeWhenRedirectUriDiffersThenRedirectUriMismatch() {
		assertError(client.exchange(client.code(), "redirect_uri", StandInClient.REDIRECT_URI + "/"),
				"redirect_uri_mismatch");
	}

	@Test
	void exchangeWhenChallengeThenVerifierIsRequiredAndMustMatch() {
		String[] challenge = { "code_challenge", StandInClient.CHALLENGE, "code_challenge_method", "S256" };
		assertError(client.exchange(client.code(challenge)), "bad_verification_code");
		assertError(client.exchange(client.code(challenge), "code_verifier", StandInClient.CHALLENGE),
				"bad_verification_code");
		Map<String, String> form = client.exchange(client.code(challenge), "code_verifier", StandInClient.VERIFIER);
		assertThat(client.tokenJson(form).has("access_token")).isTrue();
	}

	@Test
	void exchangeWhenGetThenNotFoundAndCodeStaysUsable() {
		Map<String, String> form = client.exchange(client.code());
		assertThat(client.send(client.request(Endpoint.TOKEN.path() + "?" + Answer.form(form))).statusCode())
			.isEqualTo(404);
		assertThat(client.tokenJson(form).has("access_token")).isTrue();
	}

	@Test
	void userWhenEmailIsPrivateThenItIsNullAndEmailsHasIt() {
		String accessToken = client.accessToken();
		JsonNode user = StandInClient.json(client.get("/user", accessToken));
		assertThat(user.get("id").isIntegralNumber()).isTrue();
		assertThat(user.get("id").asLong()).isEqualTo(583231);
		assertThat(user.get("login").asString()).isEqualTo("octocat");
		assertThat(user.get("name").asString()).isEqualTo("The Octocat");
		assertThat(user.get("email").isNull()).isTrue();
		HttpResponse<String> emails = client.get("/user/emails", accessToken);
		assertThat(emails.body()).contains("""
				{"email":"octocat@example.com","primary":true,"verified":true,"visibility":"private"}""");
	}

	@Test
	void userWhenSchemeIsTokenThenAccepted() {
		assertThat(client.send(client.request("/user").header("Authorization", "token " + client.accessToken()))
			.statusCode()).isEqualTo(200);
	}

	@Test
	void userWhenAccessTokenIsAbsentOrUnknownThenBadCredentials() {
		for (String path : List.of("/user", "/user/emails")) {
			for (HttpResponse<String> response : List.of(client.send(client.request(path)),
					client.get(path, "gho_" + "0".repeat(36)))) {
				assertThat(response.statusCode()).isEqualTo(401);
				assertThat(StandInClient.json(response).get("message").asString()).isEqualTo("Bad credentials");
			}
		}
	}

	@Test
	void emailsWhenScopeWasNotGrantedThenNotFound() {
		String accessToken = client.accessToken("scope", "read:user");
		assertThat(client.get("/user", accessToken).statusCode()).isEqualTo(200);
		assertThat(client.get("/user/emails", accessToken).statusCode()).isEqualTo(404);
	}

	@Test
	void renameWhenLoginIsRecycledThenIdsTellTheTwoApart() {
		String accessToken = client.accessToken("login", "hubot");
		gitHub.rename(480938, "robot");
		gitHub.addUser(99, "HUBOT");
		assertThat(StandInClient.json(client.get("/user", accessToken)).get("login").asString()).isEqualTo("robot");
		assertThat(user(client.code("login", "hubot")).get("id").asLong()).isEqualTo(99);
	}

	@Test
	void reassignWhenLoginIsTakenOverThenOldAccountIsGone() {
		String accessToken = client.accessToken("login", "mona");
		gitHub.reassign("mona", 98);
		assertThat(client.get("/user", accessToken).statusCode()).isEqualTo(401);
		assertThat(user(client.code("login", "mona")).get("id").asLong()).isEqualTo(98);
	}

	@Test
	void addUserWhenIdOrLoginIsTakenThenRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> gitHub.addUser(583231, "new"));
		assertThatIllegalArgumentException().isThrownBy(() -> gitHub.addUser(97, "Octocat"));
	}

	@Test
	void requestsWhenCodeIsExchangedThenHeadersAndParametersAreRecorded() {
		String code = client.code();
		client.tokenJson(client.exchange(code));
		assertThat(gitHub.requests()).extracting(RecordedRequest::path)
			.containsExactly("/login/oauth/authorize", "/login/oauth/access_token");
		RecordedRequest exchange = gitHub.requests().get(1);
		assertThat(exchange.method()).isEqualTo("POST");
		assertThat(exchange.header("accept")).isEqualTo("application/json");
		assertThat(exchange.parameter("code")).isEqualTo(code);
		assertThat(exchange.parameter("code_verifier")).isNull();
	}

	@Test
	void resetWhenUsersWereChangedThenBuiltInUsersAreBackAndNothingIsRecorded() {
		gitHub.rename(583231, "monalisa");
		gitHub.addUser(96, "guest");
		client.code();
		gitHub.reset();
		assertThat(gitHub.requests()).isEmpty();
		assertPage(404, client.authorization("login", "guest"));
		assertThat(user(client.code("login", "octocat")).get("id").asLong()).isEqualTo(583231);
	}

	@Test
	void propertiesWhenStartedThenEveryAddressIsOfThisStandIn() {
		assertThat(gitHub.url()).matches("http://localhost:[0-9]+");
		String provider = "spring.security.oauth2.client.provider.github.";
		assertThat(gitHub.properties()).containsEntry("GITHUB_CLIENT_ID", GitHubStandIn.CLIENT_ID)
			.containsEntry("GITHUB_CLIENT_SECRET", GitHubStandIn.CLIENT_SECRET)
			.containsEntry(provider + "authorization-uri", gitHub.url() + "/login/oauth/authorize")
			.containsEntry(provider + "token-uri", gitHub.url() + "/login/oauth/access_token")
			.containsEntry(provider + "user-info-uri", gitHub.url() + "/user")
			.hasSize(5);
	}

	@Test
	void startWhenOthersRunThenEachHasItsOwnPortAndUsers() {
		try (GitHubStandIn other = GitHubStandIn.start(0)) {
			other.addUser(95, "elsewhere");
			assertThat(other.url()).isNotEqualTo(gitHub.url());
			assertThat(new StandInClient(other).code("login", "elsewhere")).isNotNull();
			assertPage(404, client.authorization("login", "elsewhere"));
		}
	}

	private JsonNode user(String code) {
		String accessToken = client.tokenJson(client.exchange(code)).get("access_token").asString();
		return StandInClient.json(client.get("/user", accessToken));
	}

	private JsonNode basic(String credentials) {
		Map<String, String> form = client.exchange(client.code());
		form.keySet().removeAll(List.of("client_id", "client_secret"));
		String encoded = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
		return StandInClient
			.json(client.token(form, "Accept", "application/json", "Authorization", "Basic " + encoded));
	}

	private void assertError(Map<String, String> form, String error) {
		HttpResponse<String> response = client.token(form, "Accept", "application/json");
		assertThat(response.statusCode()).isEqualTo(200);
		JsonNode json = StandInClient.json(response);
		assertThat(json.propertyNames()).containsExactly("error", "error_description", "error_uri");
		assertThat(json.get("error").asString()).isEqualTo(error);
	}

	private void assertPage(int status, Map<String, String> parameters) {
		HttpResponse<String> response = client.authorize("*/*", parameters);
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Location")).isEmpty();
		assertThat(response.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
	}

	private List<String> links(HttpResponse<String> page) {
		return Pattern.compile("<a href=\"([^\"]*)\"")
			.matcher(page.body())
			.results()
			.map((link) -> HtmlUtils.htmlUnescape(link.group(1)))
			.toList();
	}

}
