package dev.gatehouse.passkey;

import dev.gatehouse.support.Cookies;
import dev.gatehouse.support.Http;
import dev.gatehouse.support.Http.Answer;

/**
 * A browser with a cookie jar, walking the two ceremonies one request at a time.
 */
public final class PasskeyUser {

	private final Http http;

	private final Cookies cookies = new Cookies();

	public PasskeyUser(Http http) {
		this.http = http;
	}

	/** Asks for request options and keeps the cookie. */
	public String loginOptions() {
		Answer options = this.http.post("/auth/passkey/options").send();
		if (options.status() != 200) {
			throw new AssertionError("no options: " + options);
		}
		this.cookies.take(options);
		return options.body();
	}

	public Answer login(String credential) {
		return login("", credential);
	}

	public Answer login(String query, String credential) {
		return login(this.http, query, credential);
	}

	/** At another replica than that of the options. */
	public Answer login(Http other, String query, String credential) {
		return this.cookies.on(other.post("/auth/passkey" + query)).json("{\"credential\":" + credential + "}").send();
	}

	/** Logs in with all in order. */
	public Answer login(SoftwareAuthenticator authenticator) {
		return login(authenticator.get(loginOptions()).json());
	}

	/** Asks for creation options and keeps the cookie, if there is one. */
	public String creationOptions(String token) {
		Answer options = this.http.post("/api/me/passkeys/options").bearer(token).send();
		if (options.status() != 200) {
			throw new AssertionError("no options: " + options);
		}
		this.cookies.take(options);
		return options.body();
	}

	public Answer add(String token, String label, String credential) {
		return this.http.post("/api/me/passkeys").bearer(token).json("""
				{"label":"%s","credential":%s}""".formatted(label, credential)).send();
	}

	/** Makes a passkey with all in order and answers its id. */
	public String register(String token, SoftwareAuthenticator authenticator) {
		Answer added = add(token, "mine", authenticator.create(creationOptions(token)).json());
		if (added.status() != 201) {
			throw new AssertionError("not added: " + added);
		}
		return added.text("id");
	}

	public Cookies cookies() {
		return this.cookies;
	}

}
