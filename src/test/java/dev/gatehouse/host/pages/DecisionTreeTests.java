package dev.gatehouse.host.pages;

import java.util.List;

import dev.gatehouse.support.BrowserTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dialogue that ends at a scheme, walked by keyboard.
 */
class DecisionTreeTests extends BrowserTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Yes         | API key                    | api-key | budget
			No Yes Yes  | OAuth2 login               | oauth2  | A provider checks the password
			No Yes No Yes | Passkey                  | passkey | phished
			No Yes No No | JWT                       | jwt     | fifteen minutes
			No No Yes   | JWT                        | jwt     | jwks.json
			No No No Yes | API key                   | api-key | rotate
			No No No No | API key, made after a login | api-key | script
			""")
	void dialogueWhenAnsweredThenEndsAtAScheme(String answers, String scheme, String panel, String reason) {
		open("/");
		see("decision-step", "Question 1");
		List<String> walk = List.of(answers.split(" "));
		for (String answer : walk) {
			focused().sendKeys(Keys.TAB);
			if (answer.equals("No")) {
				browser.switchTo().activeElement().sendKeys(Keys.TAB);
			}
			assertThat(browser.switchTo().activeElement().getText()).isEqualTo(answer);
			browser.switchTo().activeElement().sendKeys(Keys.ENTER);
		}
		assertThat(browser.findElements(By.cssSelector(".question, .outcome"))).filteredOn(WebElement::isDisplayed)
			.hasSize(1);
		WebElement heading = browser.switchTo().activeElement();
		assertThat(heading.getText()).isEqualTo(scheme);
		assertThat(text("#decision-step")).startsWith("Your answer after " + walk.size()).endsWith(scheme);
		assertThat(text(".outcome:not([hidden])")).contains(reason);
		assertThat(browser.findElements(By.cssSelector("#trail li"))).hasSameSizeAs(walk);
		heading.sendKeys(Keys.TAB);
		browser.switchTo().activeElement().sendKeys(Keys.ENTER);
		assertThat(browser.getCurrentUrl()).isEqualTo(issuer() + "/#" + panel);
		assertThat(find("#" + panel).isDisplayed()).isTrue();
	}

	@Test
	void dialogueWhenAnAnswerIsChangedThenGoesOnFromThere() {
		walkTo("q-server");
		find("#trail li:nth-child(2) button").click();
		assertThat(browser.switchTo().activeElement().getText()).contains("front of your page");
		assertThat(browser.findElements(By.cssSelector("#trail li"))).hasSize(1);
		see("decision-step", "Question 2");
		find("#q-user [data-to=q-elsewhere]").click();
		assertThat(find("#q-elsewhere").isDisplayed()).isTrue();
	}

	@Test
	void dialogueWhenStartedAgainThenForgetsAllAnswers() {
		walkTo("q-server");
		find("#restart").click();
		assertThat(find("#q-public").isDisplayed()).isTrue();
		assertThat(find("#trail").isDisplayed()).isFalse();
		assertThat(find("#restart").isDisplayed()).isFalse();
		see("decision-step", "Question 1");
	}

	@Test
	void dialogueWhenReadThenEveryAnswerLeadsSomewhereAndEverythingIsReached() {
		open("/");
		List<String> targets = browser.findElements(By.cssSelector("#decision [data-to]"))
			.stream()
			.map((button) -> button.getDomAttribute("data-to"))
			.toList();
		List<String> parts = browser.findElements(By.cssSelector(".question, .outcome"))
			.stream()
			.map((part) -> part.getDomAttribute("id"))
			.filter((id) -> !id.equals("q-public"))
			.toList();
		assertThat(targets).containsExactlyInAnyOrderElementsOf(parts);
	}

	private void walkTo(String question) {
		open("/");
		see("decision-step", "Question 1");
		while (!find("#" + question).isDisplayed()) {
			find(".question:not([hidden]) button:last-of-type").click();
		}
	}

	/** Where the keyboard is: at first nowhere, so it is put at the first question. */
	private static WebElement focused() {
		WebElement active = browser.switchTo().activeElement();
		if (active.getTagName().equals("body")) {
			browser.executeScript("document.querySelector('#q-public h3').focus()");
			return browser.switchTo().activeElement();
		}
		return active;
	}

}
