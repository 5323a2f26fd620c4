package dev.gatehouse.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticator;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions.Protocol;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions.Transport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests in a real browser. After each, the browser has had nothing to complain of but
 * answers that are errors, has asked no other server, and has stored nothing.
 */
@Tag("browser")
public abstract class BrowserTests extends ServerTests {

	private static final String RUN_AXE = """
			const done = arguments[arguments.length - 1];
			axe.run({ rules: Object.fromEntries(arguments[0].map((rule) => [rule, { enabled: false }])) }).then((found) => done(found.violations.map((violation) => violation.id + ': ' + violation.help + ' at '
				+ violation.nodes.map((node) => node.target.join(' ')).join(', '))), (failed) => done([String(failed)]));""";

	private static final JsonMapper json = JsonMapper.builder().build();

	protected static ChromeDriver browser;

	private final List<JsonNode> traffic = new ArrayList<>();

	private boolean opened;

	@AfterAll
	static void quit() {
		if (browser != null) {
			browser.quit();
			browser = null;
		}
	}

	@AfterEach
	void browserHadNothingToComplainOf() {
		if (!this.opened) {
			return;
		}
		assertThat(script("return localStorage.length + sessionStorage.length")).isEqualTo("0");
		assertThat(complaints()).filteredOn((message) -> !isAnAnswer(message)).isEmpty();
		assertThat(traffic("Network.requestWillBeSent").map((event) -> event.path("request").path("url").asString()))
			.isNotEmpty()
			.allMatch(this::isOurs);
		browser.manage().deleteAllCookies();
	}

	/**
	 * Whether a page may ask there: this service, the stand-in, and the browser itself.
	 */
	protected boolean isOurs(String url) {
		return url.startsWith(issuer() + "/") || url.startsWith(github.url() + "/") || url.startsWith("data:")
				|| url.startsWith("about:");
	}

	/** Opens a page, as a visitor who likes things calm, so that nothing moves. */
	protected void open(String path) {
		if (!Chromium.isInstalled()) {
			System.err.println("NOT RUN: the tests in a browser need chromium and chromedriver");
		}
		assumeTrue(Chromium.isInstalled(), "NOT RUN: the tests in a browser need chromium and chromedriver");
		if (browser == null) {
			browser = Chromium.start();
		}
		look(1280, "light");
		this.opened = true;
		browser.get(path.startsWith("/") ? issuer() + path : path);
	}

	/** Sets the width of the window and the colours that the visitor prefers. */
	protected static void look(int width, String scheme) {
		look(width, 900, scheme);
	}

	protected static void look(int width, int height, String scheme) {
		browser.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
		browser.executeCdpCommand("Emulation.setScrollbarsHidden", Map.of("hidden", true));
		browser.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme),
						Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
	}

	/** Whether the whole of an element is on the screen, without scrolling. */
	protected static boolean isInView(String css) {
		return script("""
				const box = document.querySelector(arguments[0]).getBoundingClientRect();
				return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight""", css).equals("true");
	}

	/**
	 * Nothing that axe finds fault with, and nothing wider than the window.
	 * @param others rules of axe that parts of others break
	 */
	protected static void assertSound(String... others) {
		// colours on their way to the other scheme are not those that people read
		browser.executeScript("document.getAnimations().forEach((animation) => animation.finish())");
		try (InputStream axe = Objects.requireNonNull(BrowserTests.class.getResourceAsStream("/axe.min.js"))) {
			browser.executeScript(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
		}
		catch (IOException unreadable) {
			throw new UncheckedIOException(unreadable);
		}
		assertThat((List<?>) browser.executeAsyncScript(RUN_AXE, List.of(others))).isEmpty();
		assertThat(script("return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
			.as("nothing is cut off")
			.isEqualTo("0");
	}

	protected static WebElement find(String css) {
		return browser.findElement(By.cssSelector(css));
	}

	protected static String text(String css) {
		return find(css).getText();
	}

	protected static void see(String id, String text) {
		waiting().until(ExpectedConditions.textToBe(By.id(id), text));
	}

	/** Waits until a text is somewhere in an element. */
	protected static void seeIn(String css, String text) {
		waiting().until(ExpectedConditions.textToBePresentInElementLocated(By.cssSelector(css), text));
	}

	protected static WebDriverWait waiting() {
		return new WebDriverWait(browser, Duration.ofSeconds(10));
	}

	protected static String script(String script, Object... arguments) {
		return String.valueOf(browser.executeScript(script, arguments));
	}

	/**
	 * Presses a button of the playground and waits for the answer to appear.
	 * @param button which
	 * @param output the id of where the answer appears
	 * @return its status as the page shows it
	 */
	protected static String press(WebElement button, String output) {
		browser.executeScript("for (const shown of document.querySelectorAll(arguments[0])) shown.dataset.seen = ''",
				"#" + output + " > *");
		button.click();
		waiting()
			.until(ExpectedConditions.presenceOfElementLocated(By.cssSelector("#" + output + " > :not([data-seen])")));
		return text("#" + output + " > .exchange:last-child .status");
	}

	protected static String press(String id, String output) {
		return press(browser.findElement(By.id(id)), output);
	}

	/** The line for curl that was shown last. */
	protected static String curl(String output) {
		return text("#" + output + " > .exchange:last-child .request pre");
	}

	/** The body that was shown last. */
	protected static String body(String output) {
		return text("#" + output + " > .exchange:last-child .body");
	}

	protected static void type(String id, String text) {
		WebElement field = browser.findElement(By.id(id));
		field.clear();
		field.sendKeys(text);
	}

	/** Logs in with the form of the page, and waits until it has settled. */
	protected static void logIn(String username, String password) {
		type("username", username);
		type("password", password);
		press("login-cookies", "jwt-output");
		see("who", "Logged in as " + username);
	}

	/** Gives the browser a device that holds passkeys, unlocked by its user. */
	protected static VirtualAuthenticator addAuthenticator() {
		return browser.addVirtualAuthenticator(new VirtualAuthenticatorOptions().setProtocol(Protocol.CTAP2)
			.setTransport(Transport.INTERNAL)
			.setHasResidentKey(true)
			.setHasUserVerification(true)
			.setIsUserVerified(true));
	}

	/**
	 * What the console says, but that the machine's network changed: others on it start
	 * and end interfaces, and the browser asks once more.
	 */
	protected static List<String> complaints() {
		return browser.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.map(LogEntry::getMessage)
			.filter((message) -> !message.endsWith("net::ERR_NETWORK_CHANGED"))
			.toList();
	}

	/** Browsers log each answer that is an error, which is what some buttons are for. */
	private static boolean isAnAnswer(String complaint) {
		return complaint.contains("Failed to load resource: the server responded with a status of 4");
	}

	/** The events of a kind, of all that went over the wire since the test began. */
	protected Stream<JsonNode> traffic(String method) {
		if (browser == null) { // none is installed, and the test was skipped
			return Stream.empty();
		}
		browser.manage()
			.logs()
			.get(LogType.PERFORMANCE)
			.forEach((entry) -> this.traffic.add(json.readTree(entry.getMessage()).path("message")));
		return this.traffic.stream()
			.filter((event) -> event.path("method").asString().equals(method))
			.map((event) -> event.path("params"));
	}

}
