package dev.gatehouse.session;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.ServerTests;
import dev.gatehouse.support.Together;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.MethodParameter;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A refresh token: one use, one successor, and what becomes of a session whose token
 * comes twice. (Reasons: nocturne #326, supabase #8959, Keycloak CVE-2026-1035, VilnaCRM
 * #474.)
 */
class RefreshTests extends ServerTests {

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private RequestMappingHandlerMapping requestMappingHandlerMapping;

	@Test
	void loginWhenItSucceedsThenAnswersBothTokens() {
		Answer answer = open(this.accounts.withPassword());
		assertThat(answer.text("refresh_token")).matches("gr_[A-Za-z0-9_-]{43}");
		assertThat(answer.json().path("refresh_expires_in").asLong()).isEqualTo(7 * 24 * 3600);
		assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
	}

	@Test
	void refreshWhenTokenIsGoodThenAnswersAsLoginDoes() {
		Answer opened = open(this.accounts.withPassword());
		Answer refreshed = refresh(opened.text("refresh_token"));
		assertThat(refreshed.status()).isEqualTo(200);
		assertThat(refreshed.json().propertyNames()).isEqualTo(opened.json().propertyNames());
		assertThat(refreshed.text("refresh_token")).isNotEqualTo(opened.text("refresh_token"));
		assertThat(protectedDoor(refreshed.text("access_token")).status()).isEqualTo(200);
		assertThat(refreshed.header("Cache-Control")).isEqualTo("no-store");
		assertThat(refreshed.headers("Set-Cookie")).isEmpty();
	}

	@Test
	void refreshWhenBearerIsStaleThenDoesNotReadIt() {
		String token = open(this.accounts.withPassword()).text("refresh_token");
		assertThat(this.http.post("/auth/refresh").bearer("stale").json(body(token)).send().status()).isEqualTo(200);
		assertThat(this.http.post("/auth/login").bearer("stale").json("""
				{"username":"admin","password":"secret"}""").send().status()).isEqualTo(200);
	}

	@Test
	void refreshWhenFiftyComeAtOnceThenAllGetTheSameSuccessor() {
		String token = open(this.accounts.withPassword()).text("refresh_token");
		List<Answer> answers = Together.run(50, 50, (i) -> refresh(token));
		assertThat(answers).allMatch((answer) -> answer.status() == 200);
		Set<String> successors = answers.stream()
			.map((answer) -> answer.text("refresh_token"))
			.collect(Collectors.toSet());
		assertThat(successors).hasSize(1);
		assertThat(refresh(successors.iterator().next()).status()).isEqualTo(200);
		assertThat(answers.stream().map((answer) -> answer.text("access_token")).distinct()).hasSize(50);
	}

	@Test
	void refreshWhenRepeatedInALoopThenAHundredTokensAnHourAndTheSessionStays() {
		String token = open(this.accounts.withPassword()).text("refresh_token");
		for (int i = 1; i < 100; i++) {
			token = refresh(token).text("refresh_token");
		}
		Answer refused = refresh(token);
		assertThat(refused.summary()).isEqualTo("429 rate_limited");
		assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(3_000, 3_600);
		this.clock.move(Duration.ofSeconds(Integer.parseInt(refused.header("Retry-After"))));
		assertThat(refresh(token).status()).isEqualTo(200);
	}

	@Test
	void refreshWhenAnswerWasLostThenRetryGetsTheSameSuccessor() {
		String token = open(this.accounts.withPassword()).text("refresh_token");
		String successor = refresh(token).text("refresh_token");
		this.clock.move(Duration.ofSeconds(9));
		Answer retry = refresh(token);
		assertThat(retry.text("refresh_token")).isEqualTo(successor);
		assertThat(retry.json().path("refresh_expires_in").asLong()).isBetween(604_785L, 604_792L);
		assertThat(protectedDoor(retry.text("access_token")).status()).isEqualTo(200);
	}

	@Test
	void refreshWhenReplayedAfterTheGraceThenTheWholeSessionIsDead() {
		Account account = this.accounts.withPassword();
		Answer opened = open(account);
		Answer elsewhere = open(account);
		String token = opened.text("refresh_token");
		Answer newest = refresh(token);
		this.clock.move(Duration.ofSeconds(11));
		assertThat(refresh(token).summary()).isEqualTo("401 refresh_token_reused Bearer realm=\"gatehouse\"");
		assertThat(refresh(newest.text("refresh_token")).code()).isEqualTo("refresh_token_invalid");
		for (Answer dead : List.of(opened, newest)) {
			assertThat(protectedDoor(dead.text("access_token")).summary())
				.isEqualTo("401 token_revoked Bearer realm=\"gatehouse\", error=\"invalid_token\"");
		}
		assertThat(reasons(account)).containsExactlyInAnyOrder("refresh_reused", "-");
		assertThat(protectedDoor(elsewhere.text("access_token")).status()).isEqualTo(200);
		assertThat(audited(elsewhere)).contains("session.refresh_reused");
		assertThat(refresh(token).code()).isEqualTo("refresh_token_reused");
	}

	@Test
	void refreshWhenGrandparentComesInsideTheGraceThenIsReuse() {
		String grandparent = open(this.accounts.withPassword()).text("refresh_token");
		String parent = refresh(grandparent).text("refresh_token");
		Answer newest = refresh(parent);
		assertThat(refresh(grandparent).code()).isEqualTo("refresh_token_reused");
		assertThat(refresh(newest.text("refresh_token")).code()).isEqualTo("refresh_token_invalid");
		assertThat(protectedDoor(newest.text("access_token")).code()).isEqualTo("token_revoked");
	}

	@Test
	void refreshWhenIdleForSevenDaysThenExpired() {
		String token = open(this.accounts.withPassword()).text("refresh_token");
		this.clock.move(Duration.ofDays(7).minusSeconds(5));
		String next = refresh(token).text("refresh_token");
		this.clock.move(Duration.ofDays(7).plusSeconds(1));
		assertThat(refresh(next).code()).isEqualTo("refresh_token_expired");
	}

	@Test
	void refreshWhenSessionIsThirtyDaysOldThenNoRotationExtendsIt() {
		Answer last = open(this.accounts.withPassword());
		for (int day = 0; day < 5; day++) {
			this.clock.move(Duration.ofDays(5));
			last = refresh(last.text("refresh_token"));
			assertThat(last.status()).isEqualTo(200);
		}
		assertThat(last.json().path("refresh_expires_in").asLong()).isBetween(5 * 86_400L - 10, 5 * 86_400L);
		this.clock.move(Duration.ofDays(4));
		last = refresh(last.text("refresh_token"));
		assertThat(last.json().path("refresh_expires_in").asLong()).isLessThanOrEqualTo(86_400L);
		this.clock.move(Duration.ofDays(1));
		assertThat(refresh(last.text("refresh_token")).code()).isEqualTo("refresh_token_expired");
	}

	@Test
	void refreshWhenAccountIsDisabledThenItsSessionsEnd() {
		Account account = this.accounts.withPassword();
		Answer opened = open(account);
		this.accounts.disable(account);
		assertThat(refresh(opened.text("refresh_token")).code()).isEqualTo("refresh_token_invalid");
		assertThat(protectedDoor(opened.text("access_token")).code()).isEqualTo("token_revoked");
		assertThat(reasons(account)).containsExactly("account_disabled");
	}

	@Test
	void refreshWhenAdministratorDisablesTheAccountThenAllIsOverAtOnce() {
		Account account = this.accounts.withPassword();
		Answer opened = open(account);
		String admin = login("admin", "secret");
		String path = "/api/accounts/" + account.getId();
		assertThat(this.http.call("PATCH", path).bearer(admin).json("{\"enabled\":false}").send().status())
			.isEqualTo(200);
		assertThat(protectedDoor(opened.text("access_token")).code()).isEqualTo("token_revoked");
		assertThat(refresh(opened.text("refresh_token")).code()).isEqualTo("refresh_token_invalid");
		assertThat(open(account).code()).isEqualTo("invalid_credentials");
		this.http.call("PATCH", path).bearer(admin).json("{\"enabled\":true}").send();
		assertThat(open(account).status()).isEqualTo(200);
		assertThat(refresh(opened.text("refresh_token")).code()).isEqualTo("refresh_token_invalid");
	}

	@Test
	void refreshWhenRoleChangedThenNewTokenHasTheNewOne() {
		Account account = this.accounts.withPassword();
		Answer opened = open(account);
		this.jdbc.sql("update account set role = 'ADMIN' where id = ?").param(account.getId()).update();
		String token = refresh(opened.text("refresh_token")).text("access_token");
		assertThat(protectedDoor(token).text("role")).isEqualTo("admin");
	}

	@Test
	void refreshWhenOfTwoUsersThenIdentitiesNeverMix() {
		Account one = this.accounts.withPassword();
		Account other = this.accounts.withPassword();
		String tokenOfOne = open(one).text("refresh_token");
		String bearerOfOther = open(other).text("access_token");
		String refreshed = this.http.post("/auth/refresh")
			.bearer(bearerOfOther)
			.json(body(tokenOfOne))
			.send()
			.text("access_token");
		assertThat(protectedDoor(refreshed).text("message")).isEqualTo("Hello " + one.name());
	}

	@Test
	void tokensWhenStoredThenOnlyAsHashes() {
		Answer opened = open(this.accounts.withPassword());
		String token = opened.text("refresh_token");
		String successor = refresh(token).text("refresh_token");
		List<String> rows = this.jdbc.sql("select concat_ws(' ', hash, session_id, rotated_with) from refresh_token")
			.query(String.class)
			.list();
		assertThat(rows).noneMatch((row) -> row.contains(token.substring(3)) || row.contains(successor.substring(3)));
		assertThat(rows).anyMatch((row) -> row.startsWith(RefreshToken.parse(successor).orElseThrow().hash()));
	}

	@Test
	void refreshWhenBearerIsARefreshTokenThenNoDoorOpens() {
		String token = open(this.accounts.withPassword()).text("refresh_token");
		assertThat(protectedDoor(token).code()).isEqualTo("token_invalid");
		assertThat(refresh(open(this.accounts.withPassword()).text("access_token")).code())
			.isEqualTo("refresh_token_invalid");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "gr_", "gr_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "' or 1=1 --",
			"gr_\\u0000", "%00", "../..", "eyJhbGciOiJub25lIn0.e30." })
	void refreshWhenTokenIsNotOursThenInvalid(String token) {
		assertThat(refresh(token).summary()).isEqualTo("401 refresh_token_invalid Bearer realm=\"gatehouse\"");
	}

	@Test
	void refreshWhenTokenIsSpeltOtherwiseThenInvalidAndTheSessionGoesOn() {
		String token = open(this.accounts.withPassword()).text("refresh_token");
		for (String other : List.of(token + "=", token + "A", token + " ", " " + token, token.toUpperCase(),
				token.substring(3), token.substring(0, 45), token + ".")) {
			assertThat(refresh(other).code()).isEqualTo("refresh_token_invalid");
		}
		assertThat(refresh(token).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", "null", "[]", "7", "{\"refresh_token\":null}", "{\"refresh_token\":1}",
			"{\"refresh_token\":true}", "{\"refresh_token\":[\"x\"]}", "{\"refresh_token\":\"x\",\"more\":1}",
			"{\"refresh_token\":\"x\",\"refresh_token\":\"y\"}", "{\"refreshToken\":\"x\"}", "{\"refresh_token\":\"x\"",
			"{\"refresh_token\":\"x\"}x" })
	void refreshWhenBodyIsNotAsDocumentedThenInvalidRequest(String body) {
		assertThat(this.http.post("/auth/refresh").json(body).send().summary()).isEqualTo("400 invalid_request");
	}

	@Test
	void refreshWhenBodyIsAFormOrTooLargeThenSaysSo() {
		assertThat(this.http.post("/auth/refresh")
			.body("application/x-www-form-urlencoded", "refresh_token=x")
			.send()
			.summary()).isEqualTo("415 unsupported_media_type");
		assertThat(refresh("x".repeat(17_000)).summary()).isEqualTo("413 payload_too_large");
		assertThat(this.http.post("/auth/refresh?delivery=pigeon").json(body("x")).send().summary())
			.isEqualTo("400 invalid_request");
		assertThat(this.http.get("/auth/refresh").send().summary()).isEqualTo("405 method_not_allowed");
		assertThat(this.http.post("/auth/refresh?refresh_token=x").send().summary()).isEqualTo("400 invalid_request");
	}

	@Test
	void logoutWhenDoneThenTokensAreDeadAndTheAnswerIsAlwaysTheSame() {
		Account account = this.accounts.withPassword();
		Answer opened = open(account);
		Answer elsewhere = open(account);
		String token = opened.text("refresh_token");
		for (String body : List.of(body(token), body(token), body("unknown"), "{}")) {
			Answer answer = this.http.post("/auth/logout").json(body).send();
			assertThat(answer.status()).isEqualTo(204);
			assertThat(answer.headers("Set-Cookie")).isEmpty();
		}
		assertThat(this.http.post("/auth/logout").send().status()).isEqualTo(204);
		assertThat(protectedDoor(opened.text("access_token")).code()).isEqualTo("token_revoked");
		assertThat(refresh(token).code()).isEqualTo("refresh_token_invalid");
		assertThat(protectedDoor(elsewhere.text("access_token")).status()).isEqualTo(200);
		assertThat(audited(elsewhere)).contains("session.revoked").contains("\"detail\":\"logout\"");
	}

	@Test
	void logoutWhenAccessTokenHasExpiredOrWasRotatedThenWorksAllTheSame() {
		Answer opened = open(this.accounts.withPassword());
		String token = opened.text("refresh_token");
		Answer refreshed = refresh(token);
		this.clock.move(Duration.ofMinutes(16));
		// the predecessor, as a tab that slept would send it
		assertThat(this.http.post("/auth/logout").bearer(opened.text("access_token")).json(body(token)).send().status())
			.isEqualTo(204);
		assertThat(refresh(refreshed.text("refresh_token")).code()).isEqualTo("refresh_token_invalid");
	}

	@Test
	void logoutWhenOnlyTheAccessTokenIsThereThenEndsItsSession() {
		Answer opened = open(this.accounts.withPassword());
		this.clock.move(Duration.ofMinutes(16));
		assertThat(this.http.post("/auth/logout").bearer(opened.text("access_token")).send().status()).isEqualTo(204);
		assertThat(refresh(opened.text("refresh_token")).code()).isEqualTo("refresh_token_invalid");
	}

	/** As a door reads it, so does the way out. */
	@Test
	void logoutWhenTheHeaderIsSpeltOtherwiseThenEndsTheSessionAllTheSame() {
		for (String scheme : new String[] { "bearer ", "BEARER\t", "Bearer  " }) {
			Answer opened = open(this.accounts.withPassword());
			String header = scheme + opened.text("access_token");
			assertThat(this.http.get("/api/protected").header("Authorization", header).send().status()).isEqualTo(200);
			assertThat(this.http.post("/auth/logout").header("Authorization", header).send().status()).isEqualTo(204);
			assertThat(refresh(opened.text("refresh_token")).code()).isEqualTo("refresh_token_invalid");
		}
	}

	@Test
	void accessTokenWhenSessionIsAboutToEndThenDoesNotOutliveIt() {
		Answer last = open(this.accounts.withPassword());
		for (int i = 0; i < 4; i++) {
			this.clock.move(Duration.ofDays(6));
			last = refresh(last.text("refresh_token"));
		}
		this.clock.move(Duration.ofDays(6).minusMinutes(5));
		last = refresh(last.text("refresh_token"));
		assertThat(last.json().path("expires_in").asLong()).isBetween(290L, 300L);
		assertThat(protectedDoor(last.text("access_token")).status()).isEqualTo(200);
		this.clock.move(Duration.ofMinutes(5));
		assertThat(protectedDoor(last.text("access_token")).code()).isEqualTo("token_expired");
	}

	@Test
	void logoutWhenTokenIsSpeltOtherwiseThenStaysDead() {
		Answer opened = open(this.accounts.withPassword());
		String access = opened.text("access_token");
		this.http.post("/auth/logout").json(body(opened.text("refresh_token"))).send();
		for (String other : List.of(access, access + "=", access + "!", access + "A",
				access.substring(0, access.length() - 1) + (char) (access.charAt(access.length() - 1) + 1))) {
			assertThat(protectedDoor(other).status()).isEqualTo(401);
		}
	}

	@Test
	void sessionsWhenListedThenShowWhereOneIsLoggedIn() {
		Account account = this.accounts.withPassword();
		Answer here = this.http.post("/auth/login")
			.header("User-Agent", "Laptop \u00e9\t" + "x".repeat(300))
			.json(credentials(account))
			.send();
		Answer elsewhere = open(account);
		JsonNode sessions = sessions(here).json().path("sessions");
		assertThat(sessions.size()).isEqualTo(2);
		JsonNode current = sessions.valueStream()
			.filter((session) -> session.path("current").asBoolean())
			.findFirst()
			.orElseThrow();
		assertThat(current.path("user_agent").asString()).startsWith("Laptop ").hasSize(200);
		assertThat(current.path("amr").get(0).asString()).isEqualTo("pwd");
		assertThat(current.path("created_at").asString()).endsWith("Z");
		assertThat(current.path("last_used_at").asString()).endsWith("Z");
		String other = sessions.valueStream()
			.filter((session) -> !session.path("current").asBoolean())
			.findFirst()
			.orElseThrow()
			.path("id")
			.asString();
		assertThat(delete(here, "/" + other).status()).isEqualTo(204);
		assertThat(protectedDoor(elsewhere.text("access_token")).code()).isEqualTo("token_revoked");
		assertThat(sessions(here).json().path("sessions").size()).isEqualTo(1);
		assertThat(delete(here, "/" + other).status()).isEqualTo(204);
	}

	@Test
	void sessionsWhenAllAreEndedThenKeepsTheCurrentIfAsked() {
		Account account = this.accounts.withPassword();
		Answer here = open(account);
		Answer elsewhere = open(account);
		assertThat(delete(here, "?keep_current=true").status()).isEqualTo(204);
		assertThat(protectedDoor(here.text("access_token")).status()).isEqualTo(200);
		assertThat(protectedDoor(elsewhere.text("access_token")).code()).isEqualTo("token_revoked");
		assertThat(delete(here, "").status()).isEqualTo(204);
		assertThat(protectedDoor(here.text("access_token")).code()).isEqualTo("token_revoked");
		assertThat(refresh(here.text("refresh_token")).code()).isEqualTo("refresh_token_invalid");
	}

	/** Kept or refused, and never the opposite of what somebody may have meant. */
	@ParameterizedTest
	@ValueSource(strings = { "keep_current", "keep_current=", "keep_current&x=1", "keep_current=TRUE",
			"keep_current=yes", "keep_current=%20", "keep_current=null", "keep_current=true&keep_current=false",
			"keep_current=false&keep_current=true", "keep_current&keep_current", "keep_current=0" })
	void sessionsWhenTheFlagIsOddThenTheCurrentIsKept(String query) {
		Account account = this.accounts.withPassword();
		Answer here = open(account);
		Answer elsewhere = open(account);
		Answer answer = delete(here, "?" + query);
		assertThat(answer.summary()).isIn("204", "400 invalid_request");
		assertThat(protectedDoor(here.text("access_token")).status()).isEqualTo(200);
		assertThat(protectedDoor(elsewhere.text("access_token")).status())
			.isEqualTo((answer.status() == 204) ? 401 : 200);
	}

	/** Spring takes an empty one for false, or for an absent one. */
	@Test
	void flagsWhenListedThenNoneIsReadBySpring() {
		assertThat(this.requestMappingHandlerMapping.getHandlerMethods().values()).hasSizeGreaterThan(20)
			.flatMap((handler) -> List.of(handler.getMethodParameters()))
			.filteredOn((parameter) -> parameter.hasParameterAnnotation(RequestParam.class))
			.extracting(MethodParameter::getParameterType)
			.doesNotContain(boolean.class, Boolean.class);
	}

	@Test
	void sessionsWhenOfAnotherOrUnknownThenAbsent() {
		Answer mine = open(this.accounts.withPassword());
		Answer theirs = open(this.accounts.withPassword());
		String id = sessions(theirs).json().path("sessions").get(0).path("id").asString();
		for (String path : List.of("/" + id, "/x", "/00000000-0000-0000-0000-000000000000", "/1-1-1-1-1")) {
			assertThat(delete(mine, path).summary()).isEqualTo("404 not_found");
		}
		assertThat(delete(mine, "?keep_current=maybe").summary()).isEqualTo("400 invalid_request");
		assertThat(protectedDoor(theirs.text("access_token")).status()).isEqualTo(200);
	}

	@Test
	void loginWhenManyOfOneUserComeAtOnceThenEachIsASession() {
		Account account = this.accounts.withPassword();
		// as many as one account may have in the queue of the hashes
		List<Answer> answers = Together.run(16, 16, (i) -> open(account));
		assertThat(answers).allMatch((answer) -> answer.status() == 200);
		assertThat(sessions(answers.get(0)).json().path("sessions").size()).isEqualTo(16);
	}

	private Answer open(Account account) {
		return this.http.post("/auth/login").json(credentials(account)).send();
	}

	private Answer refresh(String token) {
		return this.http.post("/auth/refresh").json(body(token)).send();
	}

	private Answer protectedDoor(String token) {
		return this.http.get("/api/protected").bearer(token).send();
	}

	private Answer sessions(Answer login) {
		return this.http.get("/api/sessions").bearer(login.text("access_token")).send();
	}

	private Answer delete(Answer login, String path) {
		return this.http.call("DELETE", "/api/sessions" + path).bearer(login.text("access_token")).send();
	}

	private String audited(Answer login) {
		return this.http.get("/api/audit").bearer(login.text("access_token")).send().body();
	}

	private List<String> reasons(Account account) {
		return this.jdbc.sql("select coalesce(revoked_reason, '-') from login_session where account_id = ?")
			.param(account.getId())
			.query(String.class)
			.list();
	}

	private static String credentials(Account account) {
		return """
				{"username":"%s","password":"%s"}""".formatted(account.subject(), TestAccounts.PASSWORD);
	}

	private static String body(String token) {
		return """
				{"refresh_token":"%s"}""".formatted(token);
	}

}
