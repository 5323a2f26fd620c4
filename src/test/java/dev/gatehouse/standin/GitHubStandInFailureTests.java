package dev.gatehouse.standin;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Every failure is on the wire what its name says, since a test of the service that
 * passes for another reason proves nothing.
 */
class GitHubStandInFailureTests {

	private static GitHubStandIn gitHub;

	private static StandInClient client;

	@BeforeAll
	static void start() {
		gitHub = GitHubStandIn.start(0);
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

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 403, 404, 429, 500, 502, 503 })
	void failNextWhenStatusThenStatusIsSentOnceAndCodeStaysUsable(int status) {
		String code = client.code();
		gitHub.failNext(Endpoint.TOKEN, Failure.status(status));
		HttpResponse<String> response = client.token(client.exchange(code), "Accept", "application/json");
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 429);
		assertThat(client.tokenJson(client.exchange(code)).has("access_token")).isTrue();
	}

	@Test
	void failNextWhenCalledTwiceThenFailuresComeInOrder() {
		gitHub.failNext(Endpoint.USER, Failure.status(500));
		gitHub.failNext(Endpoint.USER, Failure.status(503));
		String accessToken = client.accessToken();
		List<Integer> statuses = List.of(status("/user", accessToken), status("/user", accessToken),
				status("/user", accessToken));
		assertThat(statuses).containsExactly(500, 503, 200);
	}

	@Test
	void failAlwaysWhenSetThenOnlyThatEndpointFailsUntilReset() {
		gitHub.failAlways(Endpoint.EMAILS, Failure.status(500));
		String accessToken = client.accessToken();
		assertThat(status("/user/emails", accessToken)).isEqualTo(500);
		assertThat(status("/user/emails", accessToken)).isEqualTo(500);
		assertThat(status("/user", accessToken)).isEqualTo(200);
		assertThat(gitHub.requestCount(Endpoint.EMAILS)).isEqualTo(2);
		gitHub.reset();
		assertThat(status("/user/emails", client.accessToken())).isEqualTo(200);
	}

	@Test
	void failNextWhenOauthErrorThenErrorInThe200ThatWasAskedFor() {
		for (Failure failure : List.of(Failure.BAD_VERIFICATION_CODE, Failure.INCORRECT_CLIENT_CREDENTIALS,
				Failure.REDIRECT_URI_MISMATCH, Failure.oauthError("unverified_user_email", "Unverified."))) {
			gitHub.failNext(Endpoint.TOKEN, failure);
			JsonNode json = client.tokenJson(client.exchange(client.code()));
			assertThat(json.propertyNames()).containsExactly("error", "error_description", "error_uri");
			assertThat(json.get("error").asString()).hasToString(failure.toString());
		}
		gitHub.failNext(Endpoint.TOKEN, Failure.BAD_VERIFICATION_CODE);
		assertThat(client.token(client.exchange(client.code())).body()).startsWith("error=bad_verification_code&");
	}

	@Test
	void failNextWhenFormEncodedThenFormAlthoughJsonWasAskedFor() {
		HttpResponse<String> response = failing(Failure.FORM_ENCODED);
		assertThat(contentType(response)).startsWith("application/x-www-form-urlencoded");
		assertThat(response.body()).startsWith("access_token=gho_");
	}

	@Test
	void failNextWhenHtmlThenPageWith200() {
		HttpResponse<String> response = failing(Failure.HTML);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(contentType(response)).startsWith("text/html");
		assertThat(response.body()).startsWith("<!DOCTYPE html>");
	}

	@Test
	void failNextWhenTruncatedJsonThenJsonDoesNotParse() {
		HttpResponse<String> response = failing(Failure.TRUNCATED_JSON);
		assertThat(contentType(response)).startsWith("application/json");
		assertThat(response.body()).startsWith("{\"access_token\":\"");
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> StandInClient.json(response));
	}

	@Test
	void failNextWhenBodyIsFixedThenExactlyThatBody() {
		assertThat(failing(Failure.EMPTY).body()).isEmpty();
		assertThat(failing(Failure.JSON_NULL).body()).isEqualTo("null");
		assertThat(failing(Failure.JSON_ARRAY).body()).isEqualTo("[{}]");
		assertThat(failing(Failure.JSON_OBJECT).body()).isEqualTo("{}");
		assertThat(failing(Failure.body("text/plain", "no")).body()).isEqualTo("no");
	}

	@Test
	void failNextWhenAccessTokenIsMissingThenOthersStay() {
		assertThat(StandInClient.json(failing(Failure.MISSING_ACCESS_TOKEN)).propertyNames()).containsExactly("scope",
				"token_type");
	}

	@Test
	void failNextWhenIdIsSpoiledThenOnlyTheIdIs() {
		String accessToken = client.accessToken();
		gitHub.failNext(Endpoint.USER, Failure.MISSING_ID);
		gitHub.failNext(Endpoint.USER, Failure.NULL_ID);
		gitHub.failNext(Endpoint.USER, Failure.STRING_ID);
		JsonNode missing = StandInClient.json(client.get("/user", accessToken));
		assertThat(missing.has("id")).isFalse();
		assertThat(missing.get("login").asString()).isEqualTo("octocat");
		assertThat(StandInClient.json(client.get("/user", accessToken)).get("id").isNull()).isTrue();
		assertThat(StandInClient.json(client.get("/user", accessToken)).get("id").isString()).isTrue();
	}

	@Test
	void failNextWhenMemberOfArrayIsChangedThenInEveryElement() {
		gitHub.failNext(Endpoint.EMAILS, Failure.with("verified", false));
		JsonNode emails = StandInClient.json(client.get("/user/emails", client.accessToken()));
		assertThat(emails.findValuesAsString("verified")).containsExactly("false", "false");
	}

	@Test
	void failNextWhenRedirectThenLocationIsElsewhere() {
		HttpResponse<String> response = failing(Failure.redirect("http://elsewhere.example.com/"));
		assertThat(response.statusCode()).isEqualTo(302);
		assertThat(response.headers().firstValue("Location")).hasValue("http://elsewhere.example.com/");
	}

	@Test
	void failNextWhenSlowThenNotEvenHeadersComeInTime() {
		gitHub.failNext(Endpoint.USER, Failure.slow(Duration.ofSeconds(30)));
		HttpRequest.Builder request = client.request("/user").timeout(Duration.ofMillis(300));
		assertThatExceptionOfType(HttpTimeoutException.class).isThrownBy(() -> client.trySend(request));
	}

	@Test
	void failNextWhenDripThenHeadersComeAtOnceAndBodyByteByByte() throws IOException {
		String accessToken = client.accessToken();
		gitHub.failNext(Endpoint.USER, Failure.drip(Duration.ofMillis(20)));
		HttpRequest.Builder request = client.request("/user").header("Authorization", "Bearer " + accessToken);
		long start = System.nanoTime();
		HttpResponse<InputStream> response = client.exchange(request, BodyHandlers.ofInputStream());
		try (InputStream body = response.body()) {
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(new String(body.readNBytes(10))).isEqualTo("{\"login\":\"");
		}
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
	}

	@Test
	void failNextWhenBodyIsHugeThenItIsValidAndOfUndeclaredLength() {
		HttpResponse<String> response = failing(Failure.HUGE_BODY);
		assertThat(response.headers().firstValue("Content-Length")).isEmpty();
		assertThat(response.body()).hasSizeGreaterThan(5 * 1024 * 1024);
		assertThat(StandInClient.json(response).has("access_token")).isTrue();
	}

	@Test
	void failNextWhenConnectionIsClosedOrCutThenNoWholeAnswer() {
		for (Failure failure : List.of(Failure.CONNECTION_CLOSED, Failure.CONNECTION_CUT)) {
			gitHub.failAlways(Endpoint.USER, failure);
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> client.trySend(client.request("/user")));
		}
	}

	@Test
	void failNextWhenConnectionIsCutThenStatusCameFirst() throws IOException {
		gitHub.failNext(Endpoint.USER, Failure.CONNECTION_CUT);
		HttpRequest.Builder request = client.request("/user").header("Authorization", "Bearer " + client.accessToken());
		HttpResponse<InputStream> response = client.exchange(request, BodyHandlers.ofInputStream());
		try (InputStream body = response.body()) {
			assertThat(response.statusCode()).isEqualTo(200);
			assertThatExceptionOfType(IOException.class).isThrownBy(body::readAllBytes);
		}
	}

	@Test
	void closeWhenAnswerIsPendingThenItDoesNotWaitForIt() {
		GitHubStandIn other = GitHubStandIn.start(0);
		other.failNext(Endpoint.USER, Failure.slow(Duration.ofMinutes(5)));
		StandInClient impatient = new StandInClient(other);
		HttpRequest.Builder request = impatient.request("/user").timeout(Duration.ofMillis(200));
		assertThatExceptionOfType(HttpTimeoutException.class).isThrownBy(() -> impatient.trySend(request));
		long start = System.nanoTime();
		other.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
	}

	private HttpResponse<String> failing(Failure failure) {
		gitHub.failNext(Endpoint.TOKEN, failure);
		return client.token(client.exchange(client.code()), "Accept", "application/json");
	}

	private int status(String path, String accessToken) {
		return client.get(path, accessToken).statusCode();
	}

	private String contentType(HttpResponse<String> response) {
		return response.headers().firstValue("Content-Type").orElseThrow();
	}

}
