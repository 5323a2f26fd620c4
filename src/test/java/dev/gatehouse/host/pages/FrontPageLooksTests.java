package dev.gatehouse.host.pages;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.support.BrowserTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the pages look like, in both colours and four widths: pictures to look at in
 * {@code target/screenshots}, nothing wider than the window, and nothing that axe finds
 * fault with.
 */
class FrontPageLooksTests extends BrowserTests {

	private static final Path SHOTS = Path.of("target", "screenshots");

	private static final Path PICTURES = Path.of("src", "test", "pictures");

	/** Everything is pressed in one of the widths, and looked at in each. */
	@ParameterizedTest
	@CsvSource({ "320, light", "1920, dark" })
	void frontPageWhenLookedAtThenIsSoundBeforeAndAfterEverythingWasPressed(int width, String scheme)
			throws IOException {
		Account account = this.accounts.withPassword();
		open("/");
		look(width, scheme);
		seeIn("#key-hint", "The key of the demo");
		see("who", "Not logged in");
		assertSoundInEachWidth("front-page", scheme);

		look(width, scheme);
		find("#q-public [data-to=q-user]").click();
		find("#q-user [data-to=q-elsewhere]").click();
		find("#q-elsewhere [data-to=r-elsewhere]").click();
		logIn(account.name(), TestAccounts.PASSWORD);
		press(find("#new-key button"), "api-key-output");
		seeIn("#keys", "playground");
		find("#key-use").click();
		press("drain", "api-key-output");
		press("login-body", "jwt-output");
		press("token-replay", "jwt-output");
		press("sessions-list", "jwt-output");
		press("oauth2-start", "oauth2-output");
		press(find("#identities-links button"), "oauth2-output");
		browser.executeScript("document.querySelectorAll('details.picture').forEach((picture) => picture.open = true)");
		VirtualAuthenticator device = addAuthenticator();
		press(find("#new-passkey button"), "passkey-output");
		seeIn("#passkeys", "my device");
		browser.removeVirtualAuthenticator(device);
		press(find("#keys button"), "api-key-output");
		press("key-none", "api-key-output");
		find("#api-key-output .term").sendKeys(Keys.SHIFT);
		assertSoundInEachWidth("front-page-used", scheme);
		assertThat(browser.findElements(By.cssSelector("[style*='color'], [onclick]"))).isEmpty();
	}

	private static void assertSoundInEachWidth(String name, String scheme) throws IOException {
		for (int width : List.of(320, 768, 1280, 1920)) {
			look(width, scheme);
			assertSound();
			shoot("%s-%d-%s".formatted(name, width, scheme));
		}
	}

	@ParameterizedTest
	@CsvSource({ "320, light", "320, dark", "1280, light", "1280, dark" })
	void problemPagesWhenLookedAtThenAreSound(int width, String scheme) throws IOException {
		for (String page : List.of("/nothing", "/problems", "/problems/csrf_failed",
				"/problems/refresh_token_reused")) {
			open(page);
			look(width, scheme);
			assertSound();
			shoot("%s-%d-%s".formatted(page.substring(page.lastIndexOf('/') + 1), width, scheme));
		}
		assertThat(find(".request .copy").isDisplayed()).isTrue();
	}

	@Test
	void failedLoginWhenLookedAtThenIsSound() throws IOException {
		for (String scheme : List.of("light", "dark")) {
			open("/?error=login_denied");
			look(1280, scheme);
			seeIn("#error", "login_denied");
			assertSound();
			shoot("front-page-error-1280-" + scheme);
		}
	}

	/**
	 * The pictures in the README, made anew with
	 * {@code ./mvnw test -Dtest=FrontPageLooksTests -Dgatehouse.pictures=true}.
	 */
	@Test
	@EnabledIfSystemProperty(named = "gatehouse.pictures", matches = "true")
	void picturesWhenAskedForThenAreTakenForTheReadme() throws IOException {
		Files.createDirectories(PICTURES);
		open("/");
		seeIn("#key-hint", "The key of the demo");
		find("#q-public [data-to=q-user]").click();
		find("#q-user [data-to=q-internal]").click();
		find("#q-internal [data-to=q-server]").click();
		find("#q-server [data-to=r-server]").click();
		browser.executeScript("scrollTo(0, 0); document.activeElement.blur()");
		Files.write(PICTURES.resolve("front-page-light.png"),
				shot(Map.of("captureBeyondViewport", true, "clip", clip(1280, 1080))));
		look(1280, "dark");
		press("drain", "api-key-output");
		browser.executeScript("document.getElementById('api-key').scrollIntoView(); scrollBy(0, -24)");
		Files.write(PICTURES.resolve("front-page-dark.png"), shot(Map.of()));
		assertThat(PICTURES.resolve("front-page-dark.png")).isRegularFile();
	}

	private static void shoot(String name) throws IOException {
		Files.createDirectories(SHOTS);
		browser.executeScript("scrollTo(0, 0)");
		Files.write(SHOTS.resolve(name + ".png"), shot(Map.of("captureBeyondViewport", true, "clip", wholePage())));
	}

	private static Map<String, Object> wholePage() {
		return clip(Integer.parseInt(script("return document.documentElement.scrollWidth")),
				Integer.parseInt(script("return document.documentElement.scrollHeight")));
	}

	private static Map<String, Object> clip(int width, int height) {
		return Map.of("x", 0, "y", 0, "scale", 1, "width", width, "height", height);
	}

	private static byte[] shot(Map<String, Object> options) {
		Map<String, Object> answer = browser.executeCdpCommand("Page.captureScreenshot", options);
		return Base64.getDecoder().decode((String) answer.get("data"));
	}

}
