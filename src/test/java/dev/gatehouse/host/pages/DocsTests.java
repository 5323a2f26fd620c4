package dev.gatehouse.host.pages;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import dev.gatehouse.support.BrowserTests;
import dev.gatehouse.support.Http.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Swagger UI at {@code /docs}, in a real browser.
 */
class DocsTests extends BrowserTests {

	/**
	 * Its summary of an operation has a button in a button, and its headings leave one
	 * level out.
	 */
	private static final String[] OF_SWAGGER_UI = { "nested-interactive", "heading-order" };

	@BeforeEach
	void open() {
		open("/docs");
		waitFor(".opblock");
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

	/** The login of the browser is the credential, so there is no field for it. */
	@Test
	void credentialsOfBrowsersWhenAskedForThenSayHowTheyWorkHere() {
		waitFor(".auth-wrapper .authorize").click();
		waitFor(".auth-container");
		List<WebElement> told = browser.findElements(By.cssSelector(".told"));
		assertThat(told).extracting(WebElement::getText)
			.anyMatch((text) -> text.startsWith("github") && text.contains("Log in in a new tab"))
			.anyMatch((text) -> text.startsWith("cookie") && text.contains("Your browser keeps the cookie"));
		assertThat(browser.findElements(By.cssSelector(".told input, .told button"))).isEmpty();
		assertThat(browser.findElements(By.cssSelector(".auth-container input, .dialog-ux input"))).hasSize(3);
		waitFor(".close-modal").click();
		open("/auth/github");
		browser.findElement(By.partialLinkText("octocat")).click();
		see("who", "Logged in as octocat");
		open();
		assertThat(tryOut("greet")).isEqualTo("200");
		assertThat(bodyOf("greet")).contains("Hello octocat");
	}

	@ParameterizedTest
	@CsvSource({ "360, light", "360, dark", "1280, light", "1280, dark" })
	void pageWhenLookedAtThenIsSound(int width, String scheme) {
		look(width, scheme);
		waiting().until((driver) -> script("return document.documentElement.className").contains("dark-mode") == scheme
			.equals("dark"));
		assertSound(OF_SWAGGER_UI);
		waitFor("[id$='-readData'] .opblock-summary-control").click();
		waitFor("[id$='-readData'] .execute");
		assertSound(OF_SWAGGER_UI);
		waitFor(".auth-wrapper .authorize").click();
		waitFor(".auth-container");
		assertSound(OF_SWAGGER_UI);
		waitFor(".close-modal").click();
		find("header a").click();
		see("who", "Not logged in");
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

}
