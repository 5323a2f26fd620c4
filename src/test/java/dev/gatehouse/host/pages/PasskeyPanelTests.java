package dev.gatehouse.host.pages;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.support.BrowserTests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scheme four in the playground, with the browser's virtual authenticator.
 */
class PasskeyPanelTests extends BrowserTests {

	private static final String OUTPUT = "passkey-output";

	private VirtualAuthenticator authenticator;

	@AfterEach
	void takeTheAuthenticatorAway() {
		if (this.authenticator != null) {
			browser.removeVirtualAuthenticator(this.authenticator);
		}
	}

	@Test
	void passkeyWhenMadeThenSignsInAgainAndIsRemoved() {
		Account account = this.accounts.withPassword();
		openWithAuthenticator(account);
		type("passkey-label", "test device");
		assertThat(press(find("#new-passkey button"), OUTPUT)).isEqualTo("201 Created");
		see("passkey-state", "Made. Log out, and sign in with it.");
		seeIn("#passkeys", "test device");
		assertThat(this.authenticator.getCredentials()).hasSize(1)
			.allMatch((credential) -> credential.isResidentCredential() && credential.getRpId().equals("localhost"));
		find("#logout").click();
		see("who", "Not logged in");
		assertThat(browser.findElements(By.cssSelector("#passkeys li"))).isEmpty();

		assertThat(press("passkey-login", OUTPUT)).isEqualTo("200 OK");
		see("who", "Logged in as " + account.name());
		assertThat(body(OUTPUT)).doesNotContain("eyJ", "token");
		assertThat(browser.findElements(By.cssSelector("#passkey-flow [data-state=done]"))).hasSize(6);
		assertThat(script("return document.cookie")).startsWith("XSRF-TOKEN=").doesNotContain("access", "refresh");
		assertThat(press("cookie-refresh", "jwt-output")).isEqualTo("200 OK");
		see("who", "Logged in as " + account.name());

		seeIn("#passkeys", "used");
		assertThat(press(find("#passkeys [aria-label='Remove test device']"), OUTPUT)).isEqualTo("204 No Content");
		waiting().until((driver) -> browser.findElements(By.cssSelector("#passkeys li")).isEmpty());
		find("#logout").click();
		see("who", "Not logged in");
		assertThat(press("passkey-login", OUTPUT)).isEqualTo("401 Unauthorized");
		see("who", "Not logged in");
	}

	@Test
	void passkeyWhenUserIsNotVerifiedThenIsRefused() {
		Account account = this.accounts.withPassword();
		openWithAuthenticator(account);
		assertThat(press(find("#new-passkey button"), OUTPUT)).isEqualTo("201 Created");
		find("#logout").click();
		see("who", "Not logged in");
		this.authenticator.setUserVerified(false);
		find("#passkey-login").click();
		seeIn("#passkey-state", "Nothing was signed");
		see("who", "Not logged in");
		assertThat(find("#passkey-flow [data-state=failed]").getText()).contains("true origin");
	}

	@Test
	void passkeyWhenTheDeviceHasOneThenMakesNoSecond() {
		openWithAuthenticator(this.accounts.withPassword());
		assertThat(press(find("#new-passkey button"), OUTPUT)).isEqualTo("201 Created");
		find("#new-passkey button").click();
		see("passkey-state", "This device has a passkey of this account already.");
		assertThat(this.authenticator.getCredentials()).hasSize(1);
	}

	/**
	 * The browser's suggestion in the name field waits, and does not stand in the way.
	 */
	@Test
	void suggestionWhenNameFieldIsUsedThenAPasswordStillLogsIn() {
		Account account = this.accounts.withPassword();
		openWithAuthenticator(account);
		find("#logout").click();
		see("who", "Not logged in");
		logIn(account.name(), TestAccounts.PASSWORD);
		assertThat(this.traffic("Network.requestWillBeSent")
			.map((event) -> event.path("request").path("url").asString())
			.filter((url) -> url.endsWith("/auth/passkey/options"))).isNotEmpty();
		assertThat(find("#username").getDomAttribute("autocomplete")).isEqualTo("username webauthn");
	}

	@Test
	void passkeyWhenNobodyHasLoggedInThenIsNotOffered() {
		open("/");
		see("who", "Not logged in");
		assertThat(find("#passkeys-tools").isDisplayed()).isFalse();
		assertThat(find("#passkeys-login").isDisplayed()).isTrue();
	}

	private void openWithAuthenticator(Account account) {
		open("/");
		this.authenticator = addAuthenticator();
		see("who", "Not logged in");
		logIn(account.name(), TestAccounts.PASSWORD);
	}

}
