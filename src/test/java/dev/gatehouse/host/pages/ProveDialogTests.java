package dev.gatehouse.host.pages;

import java.time.Duration;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.support.BrowserTests;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page asks who is there when a change takes a recent login, and goes on.
 */
class ProveDialogTests extends BrowserTests {

	private static final String OUTPUT = "api-key-output";

	@Test
	void keyWhenLoginIsOldThenIsMadeAfterThePassword() {
		Account account = this.accounts.withPassword();
		open("/");
		logIn(account.name(), TestAccounts.PASSWORD);
		this.clock.move(Duration.ofSeconds(601));
		find("#new-key button").click();
		seeIn("#prove-title", "still you");
		type("prove-password", "wrong");
		find("#prove-form button").click();
		seeIn("#prove-state", "Invalid credentials");
		type("prove-password", TestAccounts.PASSWORD);
		find("#prove-form button").click();
		seeIn("#" + OUTPUT, "201 Created");
		seeIn("#keys", "playground");
		assertThat(find("#prove").isDisplayed()).isFalse();
	}

	@Test
	void requestsWhenRefusedAtOnceThenWaitForTheSameProof() {
		Account account = this.accounts.withPassword();
		open("/");
		logIn(account.name(), TestAccounts.PASSWORD);
		this.clock.move(Duration.ofSeconds(601));
		browser.executeScript(
				"""
						window.statuses = [];
						const key = { method: 'POST', path: '/api/keys', cookies: true, body: { name: 'twice', scopes: ['data:read'] } };
						import('/js/http.js').then(({ send }) => [1, 2].forEach(() =>
							send(key).then(({ status }) => window.statuses.push(status))));""");
		seeIn("#prove-title", "still you");
		assertThat(script("return window.statuses.length")).isEqualTo("0");
		type("prove-password", TestAccounts.PASSWORD);
		find("#prove-form button").click();
		waiting().until((driver) -> script("return window.statuses.join()").equals("201,201"));
		assertThat(find("#prove").isDisplayed()).isFalse();
	}

	@Test
	void providersWhenSeveralThenAreListedOneByOne() {
		open("/");
		see("who", "Not logged in");
		assertThat(browser.executeAsyncScript("""
				const done = arguments[arguments.length - 1];
				const link = (text) => Object.assign(document.createElement('a'), { href: '/', textContent: text });
				import('/js/prove.js').then(({ proveAt }) => {
					proveAt([link('at GitHub'), link('at Example Inc.')]);
					done(document.getElementById('prove-providers').textContent);
				});""")).isEqualTo("at GitHub, at Example Inc.");
	}

	@Test
	void keyWhenProofIsCancelledThenTheRefusalIsShown() {
		Account account = this.accounts.withPassword();
		open("/");
		logIn(account.name(), TestAccounts.PASSWORD);
		this.clock.move(Duration.ofSeconds(601));
		find("#new-key button").click();
		seeIn("#prove-title", "still you");
		find("#prove-cancel").click();
		seeIn("#" + OUTPUT, "reauthentication_required");
	}

	@Test
	void keyWhenLoginIsOldThenIsMadeAfterThePasskey() {
		Account account = this.accounts.withPassword();
		addAuthenticator();
		open("/");
		logIn(account.name(), TestAccounts.PASSWORD);
		press(find("#new-passkey button"), "passkey-output");
		seeIn("#passkeys", "never used");
		this.clock.move(Duration.ofSeconds(601));
		find("#new-key button").click();
		seeIn("#prove-title", "still you");
		find("#prove-passkey").click();
		seeIn("#" + OUTPUT, "201 Created");
	}

}
