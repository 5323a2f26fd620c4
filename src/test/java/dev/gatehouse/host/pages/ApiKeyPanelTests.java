package dev.gatehouse.host.pages;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.support.BrowserTests;
import dev.gatehouse.support.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.ExpectedConditions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scheme one in the playground: every button, and the curl lines run as they stand there.
 */
class ApiKeyPanelTests extends BrowserTests {

	private static final String OUTPUT = "api-key-output";

	@TempDir
	Path folder;

	@ParameterizedTest
	@CsvSource({ "key-send, 200 OK, here", "key-none, 401 Unauthorized, api_key_missing",
			"key-wrong, 401 Unauthorized, api_key_invalid", "key-url, 400 Bad Request, api_key_in_url" })
	void buttonWhenPressedThenSendsWhatItsCurlLineSends(String button, String status, String content) {
		openWithOwnKey();
		assertThat(press(button, OUTPUT)).isEqualTo(status);
		assertThat(body(OUTPUT)).contains(content);
		assertThat(curl(OUTPUT)).contains(issuer() + "/api/data");
		assertThat(new Terminal(this.folder).status(curl(OUTPUT), Map.of()))
			.isEqualTo(Integer.parseInt(status.substring(0, 3)));
		if (!status.startsWith("200")) {
			WebElement link = find("#" + OUTPUT + " a[href='/problems/" + content + "']");
			assertThat(link.getDomAttribute("target")).as("the page keeps its state").isEqualTo("_blank");
			browser.get(link.getDomProperty("href"));
			assertThat(text("h1")).isEqualTo(content);
		}
	}

	@Test
	void keyWhenInDemoThenIsFilledInAndShown() {
		open("/");
		seeIn("#key-hint", "The key of the demo");
		assertThat(find("#key").getDomProperty("value")).startsWith("gk_demoClient01_");
		assertThat(find("#key").getDomProperty("type")).isEqualTo("text");
		press("key-url", OUTPUT);
		assertThat(curl(OUTPUT)).contains("gk_demoClient01_");
	}

	@Test
	void keyWhenHiddenThenIsAVariableInTheCurlLine() {
		String key = openWithOwnKey();
		find("#key-show").click();
		assertThat(find("#key").getDomProperty("type")).isEqualTo("password");
		for (String button : List.of("key-send", "key-wrong")) {
			String status = press(button, OUTPUT);
			assertThat(curl(OUTPUT)).contains("$").doesNotContain(key);
			assertThat(new Terminal(this.folder).status(curl(OUTPUT), Map.of("KEY", key)))
				.isEqualTo(Integer.parseInt(status.substring(0, 3)));
		}
		press("key-url", OUTPUT);
		assertThat(curl(OUTPUT)).contains("gk_madeUp").doesNotContain(key);
	}

	@Test
	void keyWhenAbsentOrImpossibleThenNothingIsSent() {
		openWithOwnKey();
		press("key-none", OUTPUT);
		find("#key").clear();
		find("#key-send").click();
		seeIn("#key-hint", "There is no key here yet");
		type("key", "schlüssel");
		find("#drain").click();
		seeIn("#key-hint", "cannot be sent in a header");
		assertThat(find("#key").getDomAttribute("aria-invalid")).isEqualTo("true");
		assertThat(curl(OUTPUT)).doesNotContain("X-API-Key");
	}

	@Test
	void budgetWhenAnAnswerTellsThenTheBarShowsIt() {
		openWithOwnKey();
		assertThat(find("#budget").isDisplayed()).isFalse();
		press("key-send", OUTPUT);
		String left = text("#" + OUTPUT + " .headers").replaceAll("(?s).*RateLimit: \"free\";r=(\\d+).*", "$1");
		assertThat(left).isEqualTo("59");
		assertThat(find("#budget").getDomAttribute("aria-valuenow")).isIn("59", "60");
		assertThat(find("#budget").getDomAttribute("aria-valuemax")).isEqualTo("60");
		waiting().until((driver) -> text("#budget-text").equals("60 of 60 requests left in the budget “free”."));
		assertThat(find("#budget div").getCssValue("width")).isNotEqualTo("0px");
	}

	@Test
	void budgetWhenSpentThenTheRefusalCountsDown() {
		String key = openWithOwnKey();
		browser.executeScript("window.texts = []; new MutationObserver(() => texts.push(document.getElementById("
				+ "'drain-text').textContent)).observe(document.getElementById('drain-text'), {childList: true})");
		assertThat(press("drain", OUTPUT)).isEqualTo("429 Too Many Requests");
		assertThat(body(OUTPUT)).contains("rate_limited");
		assertThat(text("#" + OUTPUT)).contains("Retry-After: 1");
		waiting().until((driver) -> text("#drain-text").matches("\\d+ requests sent: \\d+ let through, \\d+ refused\\."
				+ " The next one is let through now, and all 60 are back in 5\\d s\\."));
		assertThat(script("return texts.join()"))
			.contains("The next one is let through in 1 s, and all 60 are back in 60 s.");
		assertThat(Integer.parseInt(text("#budget-text").split(" ")[0])).as("the lowest of answers at once")
			.isLessThan(20);
		waiting()
			.until(ExpectedConditions.textToBe(By.cssSelector("#" + OUTPUT + " .countdown"), "You may try again now"));
		int sent = Integer.parseInt(text("#drain-text").split(" ")[0]);
		assertThat(sent).as("what is left, one more, what came back, and the rest of a batch").isBetween(61, 100);
		assertThat(traffic("Network.requestWillBeSent")
			.filter((event) -> event.path("request").path("headers").path("X-API-Key").asString("").equals(key))
			.count()).isEqualTo(sent);
		assertThat(press("key-send", OUTPUT)).isEqualTo("200 OK");
	}

	@Test
	void keysWhenNotLoggedInThenAskForALogin() {
		open("/");
		see("who", "Not logged in");
		assertThat(find("#keys-tools").isDisplayed()).isFalse();
		assertThat(find("#keys-login a").getDomAttribute("href")).isEqualTo("#jwt");
	}

	@Test
	void keysWhenLoggedInThenAreMadeUsedMeasuredRotatedAndRevoked() {
		Account account = this.accounts.withPassword();
		open("/");
		logIn(account.name(), TestAccounts.PASSWORD);
		type("new-key-name", "ci");
		assertThat(press(find("#new-key button"), OUTPUT)).isEqualTo("201 Created");
		seeIn("#keys", "ci");
		assertThat(text("#key-fresh")).startsWith("Shown once.").contains("gk_", "Copy");
		assertThat(warnsWhenLeft()).isTrue();
		find("#key-use").click();
		assertThat(warnsWhenLeft()).isFalse();
		String first = find("#key").getDomProperty("value");
		assertThat(press("key-send", OUTPUT)).isEqualTo("200 OK");
		assertThat(body(OUTPUT)).contains(account.name());

		assertThat(press(onCard("Usage"), OUTPUT)).isEqualTo("200 OK");
		seeIn("#keys .usage", "1 request let through, 0 refused");
		assertThat(find("#keys .usage svg").getDomAttribute("aria-label")).contains("1 request let through");
		assertThat(browser.findElements(By.cssSelector("#keys .usage svg rect.requests"))).hasSize(1);
		find("#keys .usage summary").click();
		assertThat(text("#keys .usage tbody")).endsWith("00 1 0");

		assertThat(press(onCard("Rotate"), OUTPUT)).isEqualTo("201 Created");
		seeIn("#keys", "replaced, works until");
		assertThat(press("key-send", OUTPUT)).as("the old one, for an hour").isEqualTo("200 OK");
		assertThat(text("#" + OUTPUT + " .headers")).contains("Deprecation: @").contains("Sunset: ");
		find("#key-use").click();
		assertThat(find("#key").getDomProperty("value")).isNotEqualTo(first);

		assertThat(press(onCard("Revoke"), OUTPUT)).isEqualTo("204 No Content");
		seeIn("#keys", "revoked");
		assertThat(press("key-send", OUTPUT)).isEqualTo("401 Unauthorized");
		assertThat(body(OUTPUT)).contains("api_key_revoked");
		assertThat(press("keys-list", OUTPUT)).isEqualTo("200 OK");
		assertThat(browser.findElements(By.cssSelector("#keys li"))).hasSize(2);
	}

	@Test
	void keysWhenRefusedThenTheReasonIsShown() {
		Account account = this.accounts.withPassword();
		open("/");
		logIn(account.name(), TestAccounts.PASSWORD);
		browser.executeScript("document.getElementById('new-key-days').max = ''");
		type("new-key-days", "366");
		assertThat(press(find("#new-key button"), OUTPUT)).isEqualTo("400 Bad Request");
		assertThat(body(OUTPUT)).contains("at most 365");
		browser.manage().deleteCookieNamed("XSRF-TOKEN");
		assertThat(press(find("#new-key button"), OUTPUT)).isEqualTo("403 Forbidden");
		assertThat(body(OUTPUT)).contains("csrf_failed");
	}

	@Test
	void keyOfTheDemoWhenListedForTheAdministratorThenCannotBeRevokedHere() {
		open("/");
		seeIn("#login-hint", "administrator");
		press("login-cookies", "jwt-output");
		see("who", "Logged in as admin");
		press("keys-list", OUTPUT);
		assertThat(browser.findElements(By.cssSelector("#keys li"))).isNotEmpty();
		assertThat(browser.findElements(By.cssSelector("#keys [aria-label*=demoClient01]")))
			.allMatch((button) -> button.getText().equals("Usage"));
	}

	@Test
	void headerWhenPointedAtOrFocusedThenIsExplainedUntilEscape() {
		openWithOwnKey();
		press("key-send", OUTPUT);
		WebElement term = browser.findElement(By.xpath("//button[text()='RateLimit']"));
		WebElement explained = browser.findElement(By.id(term.getDomAttribute("aria-describedby")));
		assertThat(explained.getDomAttribute("role")).isEqualTo("tooltip");
		assertThat(explained.isDisplayed()).isFalse();
		new Actions(browser).moveToElement(term).perform();
		assertThat(explained.isDisplayed()).isTrue();
		assertThat(explained.getText()).contains("r requests are left");
		new Actions(browser).moveToElement(find("#api-key-title")).perform();
		assertThat(explained.isDisplayed()).isFalse();
		term.sendKeys(Keys.TAB);
		WebElement next = browser.switchTo().activeElement();
		WebElement other = browser.findElement(By.id(next.getDomAttribute("aria-describedby")));
		assertThat(other.isDisplayed()).isTrue();
		next.sendKeys(Keys.ESCAPE);
		assertThat(other.isDisplayed()).isFalse();
		List<WebElement> all = browser.findElements(By.cssSelector("#" + OUTPUT + " .explained"));
		assertThat(all).hasSizeGreaterThan(8)
			.noneMatch((one) -> one.getDomProperty("textContent").contains("no explanation"));
	}

	@Test
	void curlLineWhenCopiedThenIsInTheClipboard() {
		openWithOwnKey();
		browser.executeCdpCommand("Browser.grantPermissions",
				Map.of("permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
		press("key-none", OUTPUT);
		WebElement copy = find("#" + OUTPUT + " .copy");
		copy.click();
		waiting().until(ExpectedConditions.textToBePresentInElement(copy, "Copied"));
		assertThat(browser.executeAsyncScript("navigator.clipboard.readText().then(arguments[0])"))
			.isEqualTo("curl -i " + issuer() + "/api/data");
	}

	private String openWithOwnKey() {
		String key = this.keys.good();
		open("/");
		seeIn("#key-hint", "The key of the demo");
		type("key", key);
		return key;
	}

	private static boolean warnsWhenLeft() {
		return script("""
				const leaving = new Event('beforeunload', { cancelable: true });
				dispatchEvent(leaving);
				return leaving.defaultPrevented""").equals("true");
	}

	private static WebElement onCard(String label) {
		return find("#keys li:first-child button[aria-label^=" + label + "]");
	}

}
