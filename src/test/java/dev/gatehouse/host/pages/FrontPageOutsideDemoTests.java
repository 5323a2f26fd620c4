package dev.gatehouse.host.pages;

import dev.gatehouse.support.BrowserTests;
import dev.gatehouse.support.Replica;
import dev.gatehouse.support.ServiceProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The front page of a service that is no demo, and has no provider.
 */
class FrontPageOutsideDemoTests extends BrowserTests {

	private static Replica service;

	@BeforeAll
	static void start() {
		int port = ServiceProcess.freePort();
		service = Replica.start("--spring.profiles.active=plain", "--server.port=" + port,
				"--gatehouse.public-url=http://localhost:" + port, "--gatehouse.jwt.secret=" + JWT_SECRET,
				"--gatehouse.session.refresh-key=" + JWT_SECRET, "--gatehouse.cookies.secure=false",
				"--gatehouse.admin-password=vK3-plover-kettle-9", "--GITHUB_CLIENT_ID=", "--GITHUB_CLIENT_SECRET=");
	}

	@AfterAll
	static void stop() {
		service.close();
	}

	@Override
	protected boolean isOurs(String url) {
		return url.startsWith("http://localhost:" + service.port() + "/") || url.startsWith("data:");
	}

	@Test
	void pageWhenOpenedThenFillsNothingInAndTheConsoleIsEmpty() {
		assertThat(service.http().get("/demo.json").send().body()).isEqualTo("{}");
		openThePage();
		assertThat(find("#key").getDomProperty("value")).isEmpty();
		assertThat(find("#key").getDomProperty("type")).isEqualTo("password");
		assertThat(find("#username").getDomProperty("value")).isEmpty();
		assertThat(find("#password").getDomProperty("value")).isEmpty();
		assertThat(complaints()).isEmpty();
	}

	@Test
	void passwordWhenOnesOwnInDemoThenIsNotTold() {
		try (Replica demo = Replica.start("--gatehouse.admin-password=vK3-plover-kettle-9")) {
			assertThat(demo.http().get("/demo.json").send().body()).startsWith("{\"api_key\":\"gk_demoClient01_")
				.doesNotContain("username", "password");
		}
	}

	@Test
	void loginAndKeyWhenOnesOwnThenWorkAllTheSame() {
		openThePage();
		logIn("admin", "vK3-plover-kettle-9");
		assertThat(press(find("#new-key button"), "api-key-output")).isEqualTo("201 Created");
		find("#key-use").click();
		assertThat(press("key-send", "api-key-output")).isEqualTo("200 OK");
	}

	@Test
	void providerWhenNotConfiguredThenThePageNamesTheVariables() {
		openThePage();
		seeIn("#providers-text", "No provider is configured");
		assertThat(press("oauth2-start", "oauth2-output")).isEqualTo("404 Not Found");
		see("flow-state", "Set GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET to switch this login on");
		assertThat(find("#oauth2-go").isDisplayed()).isFalse();
		assertThat(find("#flow li[data-way]").getDomAttribute("data-state")).isEqualTo("failed");
	}

	private void openThePage() {
		open("http://localhost:" + service.port() + "/");
		see("who", "Not logged in");
		seeIn("#providers-text", "configured");
	}

}
