package dev.gatehouse.oauth2;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.gatehouse.standin.Endpoint;
import dev.gatehouse.standin.Failure;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.ServerTests;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every way in which each call to the provider can fail, and the code for it. Nothing is
 * stored, nothing reflected, and the provider is not asked for more.
 */
class ProviderFailureTests extends ServerTests {

	private static final String ERROR = "502 provider_error";

	private static final String TIMEOUT = "504 provider_timeout";

	private static final String BAD_CODE = "401 login_code_invalid Bearer realm=\"gatehouse\"";

	@Autowired
	private JdbcClient jdbc;

	static Stream<Arguments> common() {
		Stream<Failure> statuses = IntStream.of(400, 401, 403, 404, 418, 429, 500, 502, 503).mapToObj(Failure::status);
		Stream<Failure> bodies = Stream.of(Failure.HTML, Failure.TRUNCATED_JSON, Failure.EMPTY, Failure.JSON_NULL,
				Failure.JSON_ARRAY, Failure.JSON_OBJECT, Failure.HUGE_BODY, Failure.CONNECTION_CUT,
				Failure.redirect("http://127.0.0.1:1/"), Failure.body("application/json", "\"text\""),
				Failure.body("application/json", "7"), Failure.body("text/plain", "{}"),
				Failure.body("application/json;charset=foo", "{}"),
				Failure.body("application/json", "{\"id\":1,\"id\""),
				Failure.body("application/json", "[".repeat(5_000)));
		return Stream.concat(statuses, bodies).map((failure) -> Arguments.of(failure, ERROR));
	}

	static Stream<Arguments> exchange() {
		return Stream.concat(common(),
				Stream.of(Arguments.of(Failure.BAD_VERIFICATION_CODE, BAD_CODE),
						Arguments.of(Failure.INCORRECT_CLIENT_CREDENTIALS, ERROR),
						Arguments.of(Failure.REDIRECT_URI_MISMATCH, ERROR),
						Arguments.of(Failure.oauthError("invalid_grant", "<script>alert(1)</script>"), BAD_CODE),
						Arguments.of(Failure.oauthError("<script>", "<script>alert(1)</script>"), ERROR),
						Arguments.of(Failure.CONNECTION_CLOSED, ERROR), Arguments.of(Failure.FORM_ENCODED, ERROR),
						Arguments.of(Failure.MISSING_ACCESS_TOKEN, ERROR),
						Arguments.of(Failure.with("access_token", null), ERROR),
						Arguments.of(Failure.with("access_token", ""), ERROR),
						Arguments.of(Failure.with("access_token", List.of("a")), ERROR),
						Arguments.of(Failure.with("token_type", "mac"), ERROR),
						Arguments.of(Failure.without("token_type"), ERROR),
						Arguments.of(Failure.with("error", "bad_verification_code"), BAD_CODE)));
	}

	static Stream<Arguments> user() {
		return Stream.concat(common(),
				Stream
					.of(Failure.MISSING_ID, Failure.NULL_ID, Failure.STRING_ID, Failure.with("id", 1.5),
							Failure.with("id", -1), Failure.with("id", true), Failure.with("id", List.of(1)))
					.map((failure) -> Arguments.of(failure, ERROR)));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("exchange")
	void exchangeWhenItFailsThenNothingMoreIsAsked(Failure failure, String expected) {
		github.failNext(Endpoint.TOKEN, failure);
		int before = accountCount();
		Answer answer = login();
		assertThat(answer.summary()).isEqualTo(expected);
		assertThat(answer.body()).doesNotContain("script");
		assertThat(github.requestCount(Endpoint.TOKEN)).isEqualTo(1);
		assertThat(github.requestCount(Endpoint.USER)).isZero();
		assertThat(github.requestCount(Endpoint.EMAILS)).isZero();
		assertThat(accountCount()).isEqualTo(before);
	}

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("user")
	void userWhenItFailsThenNothingIsStored(Failure failure, String expected) {
		github.failNext(Endpoint.USER, failure);
		int before = accountCount();
		Answer answer = login();
		assertThat(answer.summary()).isEqualTo(expected);
		assertThat(github.requestCount(Endpoint.TOKEN)).isEqualTo(1);
		assertThat(github.requestCount(Endpoint.USER)).isEqualTo(1);
		assertThat(github.requestCount(Endpoint.EMAILS)).isZero();
		assertThat(accountCount()).isEqualTo(before);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("common")
	void emailsWhenTheyFailThenTheLoginDoesNot(Failure failure) {
		github.failNext(Endpoint.EMAILS, failure);
		assertThat(login().status()).isEqualTo(200);
		assertThat(github.requestCount(Endpoint.EMAILS)).isEqualTo(1);
	}

	/** All at once, since each waits for a time limit: two logins fail at each call. */
	@Test
	void callsWhenTheyHangOrDripThenTimeOut() {
		assertThat(login().status()).isEqualTo(200);
		github.reset();
		int before = accountCount();
		Stream.of(Endpoint.TOKEN, Endpoint.USER, Endpoint.EMAILS).forEach((endpoint) -> {
			github.failNext(endpoint, Failure.slow(Duration.ofSeconds(20)));
			github.failNext(endpoint, Failure.DRIP);
		});
		long start = System.nanoTime();
		assertThat(Together.run(6, 6, (i) -> login().summary())).containsExactlyInAnyOrder(TIMEOUT, TIMEOUT, TIMEOUT,
				TIMEOUT, "200", "200");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
		assertThat(github.requestCount(Endpoint.TOKEN)).isEqualTo(6);
		assertThat(github.requestCount(Endpoint.USER)).isEqualTo(4);
		assertThat(github.requestCount(Endpoint.EMAILS)).isEqualTo(2);
		assertThat(accountCount()).isEqualTo(before);
	}

	/**
	 * A connection that was kept open may have been closed at the other end meanwhile, so
	 * the HTTP client asks once more on a new one, as it may for a GET (RFC 9110 section
	 * 9.2.2).
	 */
	@Test
	void userWhenTheConnectionIsClosedThenIsAskedOnceMoreAtMost() {
		github.failAlways(Endpoint.USER, Failure.CONNECTION_CLOSED);
		assertThat(login().summary()).isEqualTo(ERROR);
		assertThat(github.requestCount(Endpoint.USER)).isLessThanOrEqualTo(2);
	}

	@ParameterizedTest
	@CsvSource({ "TOKEN, access_token", "TOKEN, token_type", "TOKEN, expires_in", "TOKEN, scope",
			"TOKEN, refresh_token", "TOKEN, error", "TOKEN, error_description", "TOKEN, anything", "USER, id",
			"USER, login", "USER, name", "USER, email", "USER, anything", "EMAILS, email", "EMAILS, primary",
			"EMAILS, verified", "EMAILS, anything" })
	void loginWhenAMemberIsOddThenNoFaultOfOurs(Endpoint endpoint, String member) {
		OddValues.ALL.forEach((value) -> {
			github.failNext(endpoint, Failure.with(member, value));
			// GitHub's id is a positive number
			boolean mustFail = OddValues.isNeeded(member) && !Long.valueOf(Long.MAX_VALUE).equals(value);
			// another user, whose e-mail no other test looks at
			assertThat(new Browser(issuer()).login("admin").summary()).as("%s %s", member, value)
				.isIn(mustFail ? List.of(ERROR) : List.of("200", ERROR));
			github.reset();
		});
	}

	private Answer login() {
		return new Browser(issuer()).login("mona");
	}

	private int accountCount() {
		return this.jdbc.sql("select count(*) from account").query(Integer.class).single();
	}

}
