package dev.gatehouse.oauth2;

import java.net.CookieManager;
import java.net.CookiePolicy;

import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;

/**
 * A plain HTTP client with a cookie jar, walking the login one redirect at a time.
 */
final class Browser {

	private final CookieManager jar = new CookieManager(null, CookiePolicy.ACCEPT_ALL);

	private final Http http;

	Browser(String base) {
		this.http = new Http(base, this.jar);
	}

	/** Begins a login and answers the address of the provider. */
	String begin() {
		return begin("/auth/github");
	}

	String begin(String path) {
		Answer start = this.http.get(path).send();
		if (start.status() != 302) {
			throw new AssertionError("no redirect to the provider: " + start);
		}
		return start.header("Location");
	}

	/** Begins a proof of presence in the session of a token. */
	String prove(String token) {
		return prove(token, "github");
	}

	String prove(String token, String provider) {
		Answer start = this.http.get("/auth/" + provider + "?reauthenticate=true").bearer(token).send();
		if (start.status() != 302) {
			throw new AssertionError("no redirect to the provider: " + start);
		}
		return start.header("Location");
	}

	/** Begins a link to the account of a token. */
	String link(String token, String provider) {
		Answer start = this.http.post("/api/me/identities/" + provider).bearer(token).send();
		if (start.status() != 200) {
			throw new AssertionError("no address of the provider: " + start);
		}
		return start.text("url");
	}

	/** Lets the provider vouch for a user and answers the address of the callback. */
	String approve(String providerUrl, String user) {
		Answer approved = this.http.get(providerUrl + "&login=" + user).send();
		if (approved.status() != 302) {
			throw new AssertionError("the provider did not send the user back: " + approved);
		}
		return approved.header("Location");
	}

	Answer open(String url) {
		return this.http.get(url).send();
	}

	/** As browsers open pages. */
	Answer openPage(String url) {
		return this.http.get(url).header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8").send();
	}

	Answer login(String user) {
		return open(approve(begin(), user));
	}

	CookieManager jar() {
		return this.jar;
	}

}
