package dev.gatehouse.support;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;

import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A real browser without a window, where one is installed.
 */
public final class Chromium {

	private Chromium() {
	}

	public static boolean isInstalled() {
		return find("chromium").isPresent() && find("chromedriver").isPresent();
	}

	public static ChromeDriver start() {
		ChromeDriverService service = new ChromeDriverService.Builder()
			.usingDriverExecutable(new File(find("chromedriver").orElseThrow()))
			.usingAnyFreePort()
			.build();
		ChromeOptions options = new ChromeOptions().setBinary(find("chromium").orElseThrow());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
				"--window-size=1280,900");
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		logs.enable(LogType.PERFORMANCE, Level.ALL);
		options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
		ChromeDriver browser = new ChromeDriver(service, options);
		browser.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(30));
		return browser;
	}

	private static Optional<String> find(String program) {
		return Stream.of(System.getenv("PATH").split(":"))
			.map((folder) -> Path.of(folder, program))
			.filter(Files::isExecutable)
			.map(Path::toString)
			.findFirst();
	}

}
