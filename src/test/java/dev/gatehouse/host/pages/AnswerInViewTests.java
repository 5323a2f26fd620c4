package dev.gatehouse.host.pages;

import java.util.List;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.support.BrowserTests;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a button is pressed for is on the screen afterwards, at the sizes of a laptop and
 * of a small phone.
 */
class AnswerInViewTests extends BrowserTests {

	@ParameterizedTest
	@CsvSource({ "1280, 900", "360, 740" })
	void answerWhenAButtonIsPressedThenIsOnTheScreen(int width, int height) {
		Account account = this.accounts.withPassword();
		open("/");
		look(width, height, "light");
		seeIn("#key-hint", "The key of the demo");
		assertThat(isInView("#hero-send")).as("a working request within one click").isTrue();
		for (String button : List.of("key-send", "key-none", "key-wrong", "key-url")) {
			press(button, "api-key-output");
			assertAnswerIsInView("api-key-output", button);
		}
		logIn(account.name(), TestAccounts.PASSWORD);
		assertAnswerIsInView("jwt-output", "login-cookies");
		for (String button : List.of("cookie-protected", "cookie-refresh", "login-body", "token-protected",
				"token-refresh", "sessions-list")) {
			press(button, "jwt-output");
			assertAnswerIsInView("jwt-output", button);
		}
		press(find("#new-key button"), "api-key-output");
		seeIn("#key-fresh", "Shown once");
		waiting().withMessage("the new key").until((driver) -> isInView("#key-fresh"));
		press(find("#keys button"), "api-key-output");
		waiting().withMessage("usage").until((driver) -> isInView("#keys .usage svg"));
		press("token-replay", "jwt-output");
		waiting().withMessage("what reuse means").until((driver) -> isInView("#jwt-output .output-title"));
		browser.executeScript("document.getElementById('key-stored').click()");
	}

	/** The status, and the beginning of the body. */
	private static void assertAnswerIsInView(String output, String button) {
		String answer = "#" + output + " > .exchange:last-child ";
		waiting().withMessage(button)
			.until((driver) -> isInView(answer + ".status") && script(
					"return document.querySelector(arguments[0]).getBoundingClientRect().top < innerHeight - 40",
					answer + ".response > :nth-child(2)")
				.equals("true"));
	}

}
