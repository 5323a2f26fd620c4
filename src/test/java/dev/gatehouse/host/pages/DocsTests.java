package dev.gatehouse.host.pages;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.regex.Pattern;

import dev.gatehouse.support.Chromium;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.ServerTests;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Swagger UI at {@code /docs}, in a real browser.
 */
@Tag("browser")
class DocsTests extends ServerTests {

	private static WebDriver browser;

	@BeforeEach
	void open() {
		if (!Chromium.isInstalled()) {
			System.err.println("NOT RUN: the tests in a browser need chromium and chromedriver");
		}
		assumeTrue(Chromium.isInstalled(), "NOT RUN: the tests in a browser need chromium and chromedriver");
		if (browser == null) {
			browser = Chromium.start();
		}
		browser.get(issuer() + "/docs");
		waitFor(".opblock");
		complaints(); // of the page before
	}

	@AfterAll
	static void quit() {
		if (browser != null) {
			browser.quit();
		}
	}

	@Test
	void keyWhenAuthorizedThenTryItOutReadsTheData() {
		authorize("X-API-Key", this.keys.good());
		assertThat(tryOut("readData")).isEqualTo("200");
		assertThat(bodyOf("readData")).contains("\"data\": \"here\"");
	}

	@Test
	void tokenWhenAuthorizedThenTryItOutIsGreeted() {
		authorize("bearer", login("admin", "secret"));
		assertThat(tryOut("greet")).isEqualTo("200");
		assertThat(bodyOf("greet")).contains("Hello admin");
	}

	@Test
	void credentialWhenNotGivenThenTryItOutIsRefused() {
		assertThat(tryOut("readData")).isEqualTo("401");
		assertThat(bodyOf("readData")).contains("api_key_missing");
	}

	@Test
	void pageWhenUsedThenNothingIsBlockedKeptOrLoadedFromElsewhere() {
		browser.navigate().refresh();
		waitFor(".opblock");
		authorize("X-API-Key", this.keys.good());
		assertThat(tryOut("readData")).isEqualTo("200");
		assertThat(complaints()).isEmpty();
		assertThat(script("return localStorage.length + sessionStorage.length")).isEqualTo("0");
		assertThat(script("return performance.getEntriesByType('resource').map((e) => e.name).join(' ')").split(" "))
			.hasSizeGreaterThan(4)
			.allMatch((loaded) -> loaded.startsWith(issuer() + "/") || loaded.startsWith("data:"));
		script("console.error('probe')");
		assertThat(complaints()).as("what is looked at is the console").hasSize(1);
	}

	@Test
	void pageWhenServedThenHasNoScriptOfItsOwnAndMayBeKept() {
		Answer page = this.http.get("/docs").send();
		assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
		assertThat(page.headers("Content-Security-Policy")).containsExactly(
				"default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; img-src 'self' data:");
		assertThat(page.body()).doesNotContain("<script>").doesNotContain("style=").doesNotContain("://");
		List<String> files = Pattern.compile("(?:src|href)=\"(/docs/[^\"]+)\"")
			.matcher(page.body())
			.results()
			.map((link) -> link.group(1))
			.toList();
		assertThat(files).hasSize(5).allSatisfy((file) -> {
			Answer answer = this.http.get(file).send();
			assertThat(answer.status()).as(file).isEqualTo(200);
			assertThat(answer.header("Cache-Control"))
				.isEqualTo(file.contains("/docs/docs.") ? "no-cache" : "max-age=31536000, public, immutable");
		});
	}

	private static void authorize(String scheme, String credential) {
		waitFor(".auth-wrapper .authorize").click();
		WebElement form = waitFor(".auth-container");
		WebElement field = browser.findElements(By.cssSelector(".auth-container"))
			.stream()
			.filter((each) -> each.getText().contains(scheme))
			.findFirst()
			.orElse(form);
		field.findElement(By.tagName("input")).sendKeys(credential);
		field.findElement(By.cssSelector("button.authorize")).click();
		waitFor(".btn-done").click();
	}

	private static String tryOut(String operation) {
		String block = "[id$='-" + operation + "']";
		waitFor(block + " .opblock-summary-control").click();
		waitFor(block + " .execute").click();
		return waitFor(block + " .live-responses-table .response .response-col_status").getText()
			.replaceFirst("(?s)\\D.*", "");
	}

	private static String bodyOf(String operation) {
		return waitFor("[id$='-" + operation + "'] .live-responses-table .response .highlight-code").getText();
	}

	private static WebElement waitFor(String selector) {
		return new WebDriverWait(browser, Duration.ofSeconds(20))
			.until(ExpectedConditions.elementToBeClickable(By.cssSelector(selector)));
	}

	private static List<String> complaints() {
		return browser.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.filter((entry) -> entry.getLevel().intValue() >= Level.INFO.intValue())
			.map(LogEntry::getMessage)
			.toList();
	}

	private static String script(String script) {
		return String.valueOf(Objects.requireNonNullElse(((JavascriptExecutor) browser).executeScript(script), ""));
	}

}
