package dev.gatehouse.host.pages;

import java.util.List;
import java.util.Map;

import dev.gatehouse.support.BrowserTests;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page at {@code /}: what it weighs, what it shows before any request of it is
 * answered, and where a login in a browser ends.
 */
class FrontPageTests extends BrowserTests {

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
		seeIn("#error", "The login failed: login_denied. You did not agree at the provider");
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
	void pageWhenOpenedThenTheConsoleIsEmpty() {
		open("/");
		see("who", "Not logged in");
		seeIn("#key-hint", "public");
		assertThat(complaints()).isEmpty();
	}

	@Test
	void pageWhenOpenedForTheFirstTimeThenWeighsLessThan120Kilobytes() {
		open("about:blank");
		browser.executeCdpCommand("Network.clearBrowserCache", Map.of());
		open("/");
		see("who", "Not logged in");
		seeIn("#key-hint", "public");
		browser.findElement(By.linkText("Log in with GitHub"));
		long bytes = traffic("Network.loadingFinished").mapToLong((event) -> event.path("encodedDataLength").asLong())
			.sum();
		System.out.println("Transferred for /: " + bytes + " bytes");
		assertThat(bytes).isBetween(20_000L, 119_999L);
	}

	/** No request of the page is ever answered. */
	@Test
	void pageWhenNoCallIsAnsweredThenIsPaintedAllTheSame() {
		open("about:blank");
		browser.executeCdpCommand("Fetch.enable", Map.of("patterns", List.of(Map.of("urlPattern", "*/demo.json"),
				Map.of("urlPattern", "*/auth/*"), Map.of("urlPattern", "*/api/*"))));
		try {
			open("/");
			waiting().until((driver) -> !script("return performance.getEntriesByName('first-contentful-paint').length")
				.equals("0"));
			assertThat(script("return performance.getEntriesByType('resource').filter((entry) => "
					+ "/demo.json|\\/auth\\/|\\/api\\//.test(entry.name) && entry.responseEnd > 0).length"))
				.isEqualTo("0");
			for (String shown : List.of("h1", "#q-public", "table.comparison", "#api-key", "#jwt", "#oauth2 #flow")) {
				assertThat(find(shown).isDisplayed()).as(shown).isTrue();
			}
		}
		finally {
			browser.executeCdpCommand("Fetch.disable", Map.of());
		}
	}

	@Test
	void pageWhenTheServiceCannotBeReachedThenSaysSo() {
		open("/auth/github");
		browser.findElement(By.partialLinkText("octocat")).click();
		see("who", "Logged in as octocat");
		browser.executeCdpCommand("Network.enable", Map.of());
		browser.executeCdpCommand("Network.setBlockedURLs",
				Map.of("urls", List.of("*/api/*", "*/auth/*", "*/demo.json")));
		try {
			browser.navigate().refresh();
			see("who", "No answer: the service is not running, or the network is down.");
			seeIn("#providers-text", "No answer");
			assertThat(press("key-none", "api-key-output")).isEqualTo("no answer");
			assertThat(text("#api-key-output .notice")).startsWith("No answer");
			browser.executeScript("document.getElementById('logout').hidden = false");
			browser.findElement(By.id("logout")).click();
			seeIn("#error", "The logout failed: No answer");
		}
		finally {
			browser.executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of()));
		}
	}

}
