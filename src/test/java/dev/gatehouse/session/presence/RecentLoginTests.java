package dev.gatehouse.session.presence;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.caller.Role;
import dev.gatehouse.jwt.AccessTokens;
import dev.gatehouse.passkey.PasskeyUser;
import dev.gatehouse.passkey.SoftwareAuthenticator;
import dev.gatehouse.session.presence.PresenceSecurity.RecentProperties;
import dev.gatehouse.support.Cookies;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServerTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Recent logins, and proofs of presence by a password and by a passkey.
 */
class RecentLoginTests extends ServerTests {

	private static final String KEY = """
			{"name":"mine","scopes":["data:read"]}""";

	private static final String PASSWORD = "{\"password\":\"" + TestAccounts.PASSWORD + "\"}";

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private AccessTokens tokens;

	@Test
	void passwordWhenProvedThenSameSessionIsRecentAgain() {
		Answer login = login(this.accounts.withPassword());
		this.clock.move(Duration.ofSeconds(601));
		assertThat(makeKey(login.text("access_token"))).isEqualTo("reauthentication_required");
		Answer proof = prove(login.text("access_token"), PASSWORD);
		assertThat(proof.status()).as(proof.toString()).isEqualTo(200);
		assertThat(proof.json().propertyNames()).containsExactlyInAnyOrder("access_token", "token_type", "expires_in");
		assertThat(sessionOf(proof.text("access_token"))).isEqualTo(sessionOf(login.text("access_token")));
		assertThat(makeKey(proof.text("access_token"))).isEqualTo("made");
		assertThat(makeKey(login.text("access_token"))).isEqualTo("reauthentication_required");
		Answer refreshed = refresh(login.text("refresh_token"));
		assertThat(makeKey(refreshed.text("access_token"))).isEqualTo("made");
	}

	@Test
	void tokenWhenRefreshedThenLoginIsAsOldAsBefore() {
		Answer login = login(this.accounts.withPassword());
		this.clock.move(Duration.ofSeconds(598));
		Answer refreshed = refresh(login.text("refresh_token"));
		assertThat(makeKey(refreshed.text("access_token"))).isEqualTo("made");
		this.clock.move(Duration.ofSeconds(3));
		assertThat(makeKey(refreshed.text("access_token"))).isEqualTo("reauthentication_required");
		assertThat(makeKey(refresh(refreshed.text("refresh_token")).text("access_token")))
			.isEqualTo("reauthentication_required");
	}

	@Test
	void sessionWhenOfTheFormerVersionThenItsStartCounts() {
		Answer login = login(this.accounts.withPassword());
		this.jdbc.sql("update login_session set authenticated_at = null where id = ?")
			.param(sessionOf(login.text("access_token")))
			.update();
		this.clock.move(Duration.ofSeconds(598));
		Answer refreshed = refresh(login.text("refresh_token"));
		assertThat(makeKey(refreshed.text("access_token"))).isEqualTo("made");
		this.clock.move(Duration.ofSeconds(3));
		assertThat(makeKey(refresh(refreshed.text("refresh_token")).text("access_token")))
			.isEqualTo("reauthentication_required");
	}

	@Test
	void tokenWhenItDoesNotSayThenIsNotRecent() {
		Account account = this.accounts.withPassword();
		String token = this.tokens.issue(account.subject(), account.name(), Role.USER, Set.of("data:read")).value();
		assertThat(makeKey(token)).isEqualTo("reauthentication_required");
		assertThat(prove(token, PASSWORD).code()).isEqualTo("token_revoked");
	}

	@Test
	void tokenWhenIssuedThenNamesTheTimeOfTheLogin() {
		String claims = login(this.accounts.withPassword()).text("access_token").split("\\.")[1];
		assertThat(new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8))
			.matches(".*\"auth_time\":[0-9]{10}[,}].*");
	}

	@Test
	void passwordWhenWrongThenNothingChanges() {
		Answer login = login(this.accounts.withPassword());
		this.clock.move(Duration.ofSeconds(601));
		assertThat(prove(login.text("access_token"), "{\"password\":\"wrong\"}").code())
			.isEqualTo("invalid_credentials");
		assertThat(makeKey(refresh(login.text("refresh_token")).text("access_token")))
			.isEqualTo("reauthentication_required");
	}

	@Test
	void passwordWhenGuessedThenCountsAtTheThrottle() {
		try (Replica service = Replica.start()) {
			String token = service.login();
			for (int i = 0; i < 5; i++) {
				assertThat(service.http()
					.post("/auth/reauthenticate")
					.bearer(token)
					.json("{\"password\":\"wrong\"}")
					.send()
					.code()).isEqualTo("invalid_credentials");
			}
			assertThat(service.http()
				.post("/auth/reauthenticate")
				.bearer(token)
				.json("{\"password\":\"secret\"}")
				.send()
				.code()).isEqualTo("rate_limited");
			assertThat(service.http()
				.post("/auth/login")
				.json("{\"username\":\"admin\",\"password\":\"secret\"}")
				.send()
				.code()).isEqualTo("rate_limited");
		}
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "{}", "{\"password\":null}", "{\"credential\":null}", "{\"password\":null,\"credential\":null}",
					"{\"password\":\"secret\",\"credential\":{}}", "[]", "{\"credential\":7}", "{\"credential\":{}}" })
	void proofWhenMalformedThenIsRefused(String body) {
		Answer login = login(this.accounts.withPassword());
		assertThat(prove(login.text("access_token"), body).summary()).isEqualTo("400 invalid_request");
	}

	@Test
	void proofWhenThereIsNoSessionThenIsRefused() {
		assertThat(this.http.post("/auth/reauthenticate").json(PASSWORD).send().code()).isEqualTo("token_missing");
		assertThat(this.http.post("/auth/reauthenticate").apiKey(this.keys.good()).json(PASSWORD).send().code())
			.isEqualTo("token_missing");
		assertThat(prove("abc", PASSWORD).code()).isEqualTo("token_invalid");
		Answer login = login(this.accounts.withPassword());
		this.http.post("/auth/logout").bearer(login.text("access_token")).json("{}").send();
		assertThat(prove(login.text("access_token"), PASSWORD).code()).isEqualTo("token_revoked");
	}

	@Test
	void proofWhenSessionIsInCookiesThenSetsTheAccessCookieAlone() {
		Cookies cookies = new Cookies().take(this.http.post("/auth/login?delivery=cookie")
			.json("{\"username\":\"%s\",%s".formatted(this.accounts.withPassword().subject(), PASSWORD.substring(1)))
			.send());
		this.clock.move(Duration.ofSeconds(601));
		assertThat(cookies.fromOurPage(this.http.post("/api/keys")).json(KEY).send().code())
			.isEqualTo("reauthentication_required");
		assertThat(cookies.on(this.http.post("/auth/reauthenticate")).json(PASSWORD).send().code())
			.isEqualTo("csrf_failed");
		Answer proof = cookies.fromOurPage(this.http.post("/auth/reauthenticate")).json(PASSWORD).send();
		assertThat(proof.body()).isEqualTo("{\"expires_in\":900}");
		assertThat(proof.headers("Set-Cookie")).singleElement().asString().startsWith("access=");
		cookies.take(proof);
		assertThat(cookies.fromOurPage(this.http.post("/api/keys")).json(KEY).send().status()).isEqualTo(201);
		assertThat(cookies.fromOurPage(this.http.post("/auth/refresh")).json("{}").send().status()).isEqualTo(200);
	}

	@Test
	void passkeyWhenOwnThenProvesAndWhenOfAnotherThenNot() {
		Answer login = login(this.accounts.withPassword());
		PasskeyUser user = new PasskeyUser(this.http);
		SoftwareAuthenticator own = new SoftwareAuthenticator(issuer());
		user.register(login.text("access_token"), own);
		SoftwareAuthenticator foreign = new SoftwareAuthenticator(issuer());
		new PasskeyUser(this.http).register(login(this.accounts.withPassword()).text("access_token"), foreign);
		this.clock.move(Duration.ofSeconds(601));
		String token = login.text("access_token");
		assertThat(prove(token, user, foreign).summary()).isEqualTo("409 identity_mismatch");
		assertThat(makeKey(refresh(login.text("refresh_token")).text("access_token")))
			.isEqualTo("reauthentication_required");
		assertThat(makeKey(prove(token, user, own).text("access_token"))).isEqualTo("made");
	}

	@ParameterizedTest
	@CsvSource({ "59s,false", "1m,true", "1h,true", "3601s,false", "0,false", "-1,false", "1000d,false" })
	void settingWhenOutsideOfItsBoundsThenStopsTheStart(String recent, boolean fits) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
			.withUserConfiguration(Settings.class)
			.withPropertyValues("gatehouse.session.recent=" + recent)
			.run((context) -> assertThat(context.getStartupFailure() == null).isEqualTo(fits));
	}

	private Answer login(Account account) {
		return this.http.post("/auth/login")
			.json("{\"username\":\"%s\",%s".formatted(account.subject(), PASSWORD.substring(1)))
			.send();
	}

	private Answer refresh(String token) {
		return this.http.post("/auth/refresh").json("{\"refresh_token\":\"%s\"}".formatted(token)).send();
	}

	private Answer prove(String token, String body) {
		return this.http.post("/auth/reauthenticate").bearer(token).json(body).send();
	}

	private Answer prove(String token, PasskeyUser user, SoftwareAuthenticator authenticator) {
		String credential = authenticator.get(user.loginOptions()).json();
		return user.cookies()
			.on(this.http.post("/auth/reauthenticate"))
			.bearer(token)
			.json("{\"credential\":" + credential + "}")
			.send();
	}

	private String makeKey(String token) {
		Answer answer = this.http.post("/api/keys").bearer(token).json(KEY).send();
		return (answer.status() == 201) ? "made" : answer.code();
	}

	private UUID sessionOf(String token) {
		return UUID.fromString(this.tokens.sessionOf(token).orElseThrow());
	}

	@EnableConfigurationProperties(RecentProperties.class)
	static class Settings {

	}

}
