package dev.gatehouse.host.pages;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.support.BrowserTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scheme three in the playground: the flow lights up as far as it has come.
 */
class OAuth2PanelTests extends BrowserTests {

	private static final String OUTPUT = "oauth2-output";

	@Test
	void flowWhenWalkedThenLightsUpStepByStep() {
		open("/");
		seeIn("#providers-text", "log in at once");
		assertThat(states()).containsOnly("");
		assertThat(press("oauth2-start", OUTPUT)).isEqualTo("200 OK");
		assertThat(states()).startsWith("done", "done", "").hasSize(9);
		assertThat(text("#address")).contains("state", "code_challenge", "the hash of a secret", "redirect_uri");
		assertThat(browser.findElements(By.cssSelector("#flow [aria-current]"))).hasSize(1);
		find("#oauth2-go").click();
		assertThat(URLDecoder.decode(browser.getCurrentUrl(), StandardCharsets.UTF_8)).startsWith(github.url());
		browser.findElement(By.partialLinkText("hubot")).click();
		see("flow-state", "You came back from GitHub as hubot, with a session of this service.");
		assertThat(browser.getCurrentUrl()).isEqualTo(issuer() + "/");
		assertThat(states().subList(0, 8)).containsOnly("done");
		assertThat(states().get(8)).isEmpty();
		assertThat(press("oauth2-whoami", OUTPUT)).isEqualTo("200 OK");
		assertThat(body(OUTPUT)).contains("github|", "hubot");
		assertThat(states()).containsOnly("done");
		seeIn("#flow-state", "This service knows you as github|");
		find("#logout").click();
		see("who", "Not logged in");
		assertThat(states()).containsOnly("");
	}

	/** At the sizes of a laptop and of a small phone. */
	@ParameterizedTest
	@CsvSource({ "1280, 900", "360, 740" })
	void flowWhenWalkedThenWhatIsLitIsOnTheScreen(int width, int height) {
		open("/");
		look(width, height, "light");
		seeIn("#providers-text", "log in at once");
		press("oauth2-start", OUTPUT);
		waiting().until((driver) -> isInView("#oauth2-go") && isInView("#flow [aria-current]"));
		find("#oauth2-go").click();
		browser.findElement(By.partialLinkText("hubot")).click();
		seeIn("#flow-state", "You came back from GitHub as hubot");
		waiting().until((driver) -> isInView("#flow [aria-current]"));
		assertThat(script("return document.activeElement.id")).isEqualTo("flow-state");
		press("oauth2-whoami", OUTPUT);
		waiting().until((driver) -> isInView("#flow [aria-current]"));
	}

	@Test
	void whoAmIWhenNobodyThenIsRefused() {
		open("/");
		see("who", "Not logged in");
		assertThat(press("oauth2-whoami", OUTPUT)).isEqualTo("401 Unauthorized");
		assertThat(states()).containsOnly("");
	}

	@Test
	void flowWhenLoggedInWithAPasswordThenStaysDark() {
		Account account = this.accounts.withPassword();
		open("/");
		logIn(account.name(), TestAccounts.PASSWORD);
		assertThat(press("oauth2-whoami", OUTPUT)).isEqualTo("200 OK");
		assertThat(states()).containsOnly("");
		assertThat(find("#login").isDisplayed()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "rate_limited, 1", "provider_unavailable, 1", "login_denied, 4", "login_attempt_invalid, 5",
			"login_busy, 5", "login_code_invalid, 6", "provider_error, 6", "provider_timeout, 6", "account_disabled, 8",
			"identity_taken, 8", "identity_mismatch, 8" })
	void flowWhenItFailedThenShowsWhere(String code, int step) {
		open("/?error=" + code);
		seeIn("#error", "The login failed: " + code);
		seeIn("#flow-state", "The login ended at step %d: %s.".formatted(step, code));
		waiting().until((driver) -> isInView("#flow [aria-current]"));
		assertThat(states().get(step - 1)).isEqualTo("failed");
		assertThat(states().subList(0, step - 1)).allMatch("done"::equals);
		assertThat(states().subList(step, 9)).containsOnly("");
		see("who", "Not logged in");
	}

	/** At the sizes of a laptop and of a small phone. */
	@ParameterizedTest
	@CsvSource({ "1280, 900", "360, 740" })
	void identityWhenLinkedThenIsListedWhereTheVisitorComesBackAndUnlinked(int width, int height) {
		Account account = this.accounts.withPassword();
		String user = "user" + account.name().hashCode();
		github.addUser(2_000_000 + Math.abs(account.name().hashCode() % 1_000_000_000), user);
		open("/");
		look(width, height, "light");
		logIn(account.name(), TestAccounts.PASSWORD);
		seeIn("#identities-none", "None yet");
		assertThat(press(find("#identities-links button"), OUTPUT)).isEqualTo("200 OK");
		seeIn("#identities-links", "Go to GitHub, to link it");
		waiting().until((driver) -> isInView("#identities-links a"));
		find("#identities-links a").click();
		browser.findElement(By.partialLinkText(user)).click();
		seeIn("#identities", "GitHub");
		waiting().until((driver) -> isInView("#identities"));
		assertThat(script("return document.activeElement.id")).isEqualTo("identities-title");
		see("who", "Logged in as " + account.name());
		assertThat(press(find("#identities button"), OUTPUT)).isEqualTo("204 No Content");
		waiting().until((driver) -> find("#identities-none").isDisplayed());
	}

	private static List<String> states() {
		return browser.findElements(By.cssSelector("#flow li[data-way]"))
			.stream()
			.map((step) -> step.getDomAttribute("data-state"))
			.map((state) -> (state != null) ? state : "")
			.toList();
	}

}
