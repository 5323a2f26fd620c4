package dev.gatehouse.host.pages;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.support.BrowserTests;
import dev.gatehouse.support.Terminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scheme two in the playground: every button.
 */
class JwtPanelTests extends BrowserTests {

	private static final String OUTPUT = "jwt-output";

	@TempDir
	Path folder;

	@AfterEach
	void noTokenWasInAUrl() {
		assertThat(traffic("Network.requestWillBeSent").map((event) -> event.path("request").path("url").asString()))
			.noneMatch((url) -> url.contains("eyJ") || url.contains("gr_"));
	}

	@Test
	void loginWhenAsABrowserThenLivesInCookies() {
		Account account = this.accounts.withPassword();
		open("/");
		assertThat(press("cookie-protected", OUTPUT)).isEqualTo("401 Unauthorized");
		logIn(account.name(), TestAccounts.PASSWORD);
		assertThat(body(OUTPUT)).contains("expires_in").doesNotContain("token");
		assertThat(curl(OUTPUT)).contains("\"password\":\"…\"").doesNotContain(TestAccounts.PASSWORD);
		seeIn("#cookie-state", "The access cookie is good for another 14 min");
		assertThat(press("cookie-protected", OUTPUT)).isEqualTo("200 OK");
		assertThat(body(OUTPUT)).contains("Hello " + account.name());
		assertThat(press("cookie-refresh", OUTPUT)).isEqualTo("200 OK");
		seeIn("#cookie-state", "The access cookie is good for another 14 min");
		assertThat(press("cookie-logout", OUTPUT)).isEqualTo("204 No Content");
		see("who", "Not logged in");
		see("cookie-state", "Not logged in.");
		assertThat(press("cookie-protected", OUTPUT)).isEqualTo("401 Unauthorized");
	}

	@Test
	void curlLinesWhenRunOneAfterTheOtherThenLogInAndGoOn() {
		open("/");
		seeIn("#login-hint", "administrator");
		Terminal terminal = new Terminal(this.folder);
		for (String button : List.of("login-cookies", "cookie-protected", "cookie-refresh", "cookie-logout")) {
			int status = Integer.parseInt(press(button, OUTPUT).substring(0, 3));
			if (button.equals("login-cookies")) {
				see("who", "Logged in as admin");
			}
			assertThat(terminal.status(curl(OUTPUT), Map.of())).as(curl(OUTPUT)).isEqualTo(status).isLessThan(300);
		}
	}

	@Test
	void loginWhenThePasswordIsWrongThenTheRefusalIsShown() {
		open("/");
		type("username", "nobody");
		type("password", "it's \"wrong\"");
		assertThat(press("login-cookies", OUTPUT)).isEqualTo("401 Unauthorized");
		assertThat(body(OUTPUT)).contains("invalid_credentials");
		assertThat(press("login-body", OUTPUT)).isEqualTo("401 Unauthorized");
		assertThat(find("#token-tools").isDisplayed()).isFalse();
		see("who", "Not logged in");
	}

	@Test
	void tokenWhenInTheBodyThenIsTakenApartAndCountsDown() {
		Account account = loginAsAProgram();
		see("who", "Not logged in");
		String token = text("#token");
		assertThat(token).startsWith("eyJ").matches("[\\w.\\s-]+");
		assertThat(text("#token-decoded")).contains("at+jwt", "HS256")
			.containsPattern("sub\\s+" + account.name())
			.containsPattern("exp\\s+\\d{10} \\(\\d+ \\w+ \\d{4}, \\d\\d:\\d\\d\\)");
		String before = text("#token-state");
		assertThat(before).matches("Good for another 1[45] min.*");
		waiting().until((driver) -> !text("#token-state").equals(before));
		assertThat(press("token-protected", OUTPUT)).isEqualTo("200 OK");
		assertThat(new Terminal(this.folder).status(curl(OUTPUT), Map.of())).isEqualTo(200);
		assertThat(press("token-changed", OUTPUT)).isEqualTo("401 Unauthorized");
		assertThat(body(OUTPUT)).contains("token_invalid");
		assertThat(press("token-refresh", OUTPUT)).isEqualTo("200 OK");
		assertThat(text("#token")).isNotEqualTo(token);
		assertThat(press("token-protected", OUTPUT)).isEqualTo("200 OK");
		browser.navigate().refresh();
		assertThat(find("#token-tools").isDisplayed()).isFalse();
	}

	@Test
	void refreshTokenWhenReplayedThenTheSessionDies() {
		loginAsAProgram();
		press("token-refresh", OUTPUT);
		assertThat(press("token-replay", OUTPUT)).isEqualTo("401 Unauthorized");
		assertThat(body(OUTPUT)).contains("token_revoked");
		assertThat(browser.findElements(By.cssSelector("#" + OUTPUT + " .earlier > summary")))
			.extracting(WebElement::getText)
			.containsExactly("POST /auth/refresh 200 OK");
		assertThat(text("#" + OUTPUT + " > .exchange .body")).contains("refresh_token_reused");
		assertThat(text("#" + OUTPUT + " .output-title")).contains("nobody can tell, so the session ended");
		assertThat(text("#token-note")).contains("the session is over for both");
		assertThat(text("#token-state")).startsWith("Refused from now on");
		assertThat(browser.findElements(By.cssSelector("#token-tools button:disabled"))).hasSize(5);
		assertThat(press("token-again", OUTPUT)).isEqualTo("200 OK");
		assertThat(browser.findElements(By.cssSelector("#token-tools button:disabled"))).isEmpty();
		assertThat(find("#token-again").isDisplayed()).isFalse();
	}

	@Test
	void tokenWhenLoggedOutThenIsRefusedThoughItsTimeIsNotOver() {
		loginAsAProgram();
		assertThat(press("token-logout", OUTPUT)).isEqualTo("204 No Content");
		assertThat(text("#token-state")).startsWith("Refused from now on");
		assertThat(press("token-protected", OUTPUT)).isEqualTo("401 Unauthorized");
		assertThat(body(OUTPUT)).contains("token_revoked");
	}

	@Test
	void sessionsWhenListedThenEachCanBeEnded() {
		Account account = this.accounts.withPassword();
		String elsewhere = login(account.name(), TestAccounts.PASSWORD);
		login(account.name(), TestAccounts.PASSWORD);
		open("/");
		logIn(account.name(), TestAccounts.PASSWORD);
		assertThat(press("sessions-list", OUTPUT)).isEqualTo("200 OK");
		assertThat(cards()).hasSize(3)
			.filteredOn((card) -> card.startsWith("This one by pwd"))
			.singleElement()
			.asString()
			.contains("Chrome on Linux");
		WebElement another = browser
			.findElement(By.xpath("//ul[@id='sessions']/li[starts-with(., 'Another')]//button"));
		assertThat(press(another, OUTPUT)).isEqualTo("204 No Content");
		waiting().until((driver) -> cards().size() == 2);
		assertThat(press("sessions-others", OUTPUT)).isEqualTo("204 No Content");
		waiting().until((driver) -> cards().size() == 1);
		assertThat(this.http.get("/api/protected").bearer(elsewhere).send().code()).isEqualTo("token_revoked");
		assertThat(press(find("#sessions button"), OUTPUT)).isEqualTo("204 No Content");
		see("who", "Not logged in");
		waiting().until((driver) -> cards().isEmpty());
	}

	@Test
	void sessionsWhenLoggedInAsAProgramThenAreAskedForWithTheToken() {
		loginAsAProgram();
		assertThat(press("sessions-list", OUTPUT)).isEqualTo("200 OK");
		assertThat(curl(OUTPUT)).contains("Authorization: Bearer eyJ").doesNotContain("cookies.txt");
		assertThat(press("sessions-others", OUTPUT)).isEqualTo("204 No Content");
	}

	private Account loginAsAProgram() {
		Account account = this.accounts.withPassword();
		open("/");
		seeIn("#login-hint", "administrator");
		type("username", account.name());
		type("password", TestAccounts.PASSWORD);
		assertThat(press("login-body", OUTPUT)).isEqualTo("200 OK");
		return account;
	}

	private static List<String> cards() {
		return browser.findElements(By.cssSelector("#sessions li")).stream().map(WebElement::getText).toList();
	}

}
