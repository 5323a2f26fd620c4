package dev.gatehouse.web;

import java.time.Duration;

import dev.gatehouse.support.Chromium;
import dev.gatehouse.support.Http.Answer;
import dev.gatehouse.support.ServerTests;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The page where a login ends, in a real browser.
 */
class FrontPageTests extends ServerTests {

	private static WebDriver browser;

	@AfterAll
	static void quit() {
		if (browser != null) {
			browser.quit();
		}
	}

	@Test
	void loginWhenClickedThroughThenLastsOverAReloadUntilLogout() {
		open("/");
		see("who", "Not logged in");
		browser.findElement(By.linkText("Log in with GitHub")).click();
		browser.findElement(By.partialLinkText("hubot")).click();
		see("who", "Logged in as hubot");
		assertThat(browser.getCurrentUrl()).isEqualTo(issuer() + "/");
		browser.navigate().refresh();
		see("who", "Logged in as hubot");
		assertThat(browser.manage().getCookieNamed("access").isHttpOnly()).isTrue();
		assertThat(script("return document.cookie")).startsWith("XSRF-TOKEN=").doesNotContain("access");
		assertThat(script("return localStorage.length + sessionStorage.length")).isEqualTo("0");
		browser.findElement(By.id("logout")).click();
		see("who", "Not logged in");
		assertThat(browser.manage().getCookies()).isEmpty();
		browser.navigate().refresh();
		see("who", "Not logged in");
	}

	@Test
	void loginWhenAccessTokenHasExpiredThenThePageRefreshes() {
		open("/auth/github");
		browser.findElement(By.partialLinkText("octocat")).click();
		see("who", "Logged in as octocat");
		browser.manage().deleteCookieNamed("access");
		browser.navigate().refresh();
		see("who", "Logged in as octocat");
		browser.findElement(By.id("logout")).click();
		see("who", "Not logged in");
	}

	@Test
	void loginWhenCancelledThenThePageSaysSo() {
		open("/auth/github");
		browser.findElement(By.linkText("Cancel")).click();
		see("error", "The login failed: login_denied");
		browser.findElement(By.linkText("login_denied")).click();
		assertThat(browser.getCurrentUrl()).isEqualTo(issuer() + "/problems/login_denied");
	}

	@Test
	void errorWhenItIsNoCodeThenIsNotShown() {
		open("/?error=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E");
		see("who", "Not logged in");
		assertThat(browser.findElement(By.id("error")).isDisplayed()).isFalse();
	}

	@Test
	void pageWhenServedThenAllowsOnlyItself() {
		Answer page = this.http.get("/").send();
		assertThat(page.header("Content-Type")).startsWith("text/html");
		assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'self'");
		assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
		assertThat(page.headers("Set-Cookie")).isEmpty();
		assertThat(page.body()).doesNotContain("http://").doesNotContain("https://").doesNotContain("<script>");
		for (String absent : new String[] { "/application.yaml", "/static/index.html", "/other.js",
				"/db/migration/V1__accounts_keys_and_login_attempts.sql" }) {
			assertThat(this.http.get(absent).send().status()).isEqualTo(404);
		}
	}

	private void open(String path) {
		if (!Chromium.isInstalled()) {
			System.err.println("NOT RUN: the tests in a browser need chromium and chromedriver");
		}
		assumeTrue(Chromium.isInstalled(), "NOT RUN: the tests in a browser need chromium and chromedriver");
		if (browser == null) {
			browser = Chromium.start();
		}
		browser.get(issuer() + path);
	}

	private static void see(String id, String text) {
		new WebDriverWait(browser, Duration.ofSeconds(10)).until(ExpectedConditions.textToBe(By.id(id), text));
	}

	private static String script(String script) {
		return String.valueOf(((org.openqa.selenium.JavascriptExecutor) browser).executeScript(script));
	}

}
