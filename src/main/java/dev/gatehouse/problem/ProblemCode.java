package dev.gatehouse.problem;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/**
 * The catalogue: every code that an answer can bear, with the text of its page. A code
 * never changes its name or its status, since callers branch on it.
 */
public enum ProblemCode {

	INVALID_REQUEST(400, "The request is malformed",
			"The server could not read the request: a header, a parameter or the JSON body is not as documented.",
			"A misspelt or repeated JSON member, a number where a string belongs, or an Authorization header that "
					+ "is sent twice or lacks its token.",
			"Read the detail, which names the part at fault, and send the request again without it."),
	REQUEST_REJECTED(400, "The request's path, method or headers are not acceptable",
			"The firewall in front of the filter chains refused the request before any of it was looked at.",
			"An encoded slash, a double slash, a semicolon or a dot segment in the path, or a control character.",
			"Send the plain path, such as /api/data."),
	AMBIGUOUS_CREDENTIALS(400, "Send one credential, not two",
			"The request carries both an API key and an Authorization header.",
			"A client library that adds its default credential to a request that already has one.",
			"Remove X-API-Key or Authorization."),
	API_KEY_IN_URL(400, "An API key was sent in the URL: it is now exposed, rotate it",
			"The query string holds an API key. URLs end in logs, histories and referrers, so this key is now known "
					+ "to others.",
			"A client that was told to send the key as a parameter.",
			"Replace the key, then send the new one as header: curl -H 'X-API-Key: gk_…' …/api/data"),
	API_KEY_REPEATED(400, "Send the API key once",
			"The request has more than one X-API-Key value. Which one counts would be a guess.",
			"A proxy or a client that adds the header a second time.", "Send exactly one X-API-Key header."),
	PASSWORD_UNACCEPTABLE(400, "The password is too short, too long or too easy to guess",
			"Passwords have 12 to 72 bytes and are measured by how many guesses an attacker would need.",
			"A common password, one with the user name in it, or one of a few words that go together.",
			"Let a password manager make one, or put together four words that have nothing to do with each other."),
	LOGIN_ATTEMPT_INVALID(400, "This login attempt is unknown, used, expired, or was begun in another browser",
			"The provider sent the browser back with a state that this service did not issue to it, or no longer "
					+ "honours.",
			"The page was reloaded, ten minutes went by, cookies are blocked, or the link came from somebody else.",
			"Begin again at /auth/github."),
	API_KEY_MISSING(401, "An API key is required", "This resource is for holders of an API key.",
			"The X-API-Key header is absent. Authorization and cookies are not read here.",
			"curl -H 'X-API-Key: gk_…' …/api/data"),
	API_KEY_INVALID(401, "Invalid API key",
			"The key is malformed, unknown or wrong; which of these is not said, so that nobody can probe for keys.",
			"A key that was cut when it was copied, or that belongs to another environment.",
			"Compare the key with the one you were given; its last six characters are a checksum of the rest."),
	API_KEY_EXPIRED(401, "The API key has expired", "The key is genuine, and its time is over.",
			"Keys live for a limited time.", "Create or rotate to a new key."),
	API_KEY_REVOKED(401, "The API key has been revoked",
			"The key is genuine, and it, or the account that it belongs to, was withdrawn.",
			"Its owner or an administrator revoked it, for instance because it leaked.", "Use another key."),
	TOKEN_MISSING(401, "An access token is required", "This resource is for callers who have logged in.",
			"The Authorization header is absent or is of another scheme. Tokens in the URL or the body are not read.",
			"curl -H 'Authorization: Bearer …' …/api/protected"),
	TOKEN_EXPIRED(401, "Token expired", "The access token is genuine, and its fifteen minutes are over.",
			"The client went on using a token past its expires_in.",
			"Ask for a new one with the refresh token: POST /auth/refresh"),
	TOKEN_INVALID(401, "Invalid token",
			"The access token is not one that this service issued for this purpose, or it was changed.",
			"A token of another service or environment, a token that was cut, or one signed with a key that is no "
					+ "longer in use (in demo the key changes at every start).",
			"Log in again for a new one."),
	TOKEN_REVOKED(401, "Token revoked", "The access token is genuine, and the session that it belongs to is over.",
			"A logout, a session that was ended from another device, a changed password, a disabled account, or a "
					+ "refresh token that was used twice.",
			"Log in again."),
	REFRESH_TOKEN_INVALID(401, "Invalid refresh token",
			"The refresh token is unknown, or the session that it belongs to is over.",
			"A logout, a token that was cut, or one of another environment.", "Log in again."),
	REFRESH_TOKEN_EXPIRED(401, "The refresh token has expired",
			"The refresh token was not used for too long (seven days, unless configured otherwise), or the session "
					+ "is too old (thirty days).",
			"The user was away.", "Log in again."),
	REFRESH_TOKEN_REUSED(401, "The refresh token was used before: the session is over",
			"Each refresh token serves once. This one was used before, and not a moment ago by a retry, so two hold "
					+ "it; one of them may be a thief, and the whole session has been revoked.",
			"A stolen token, a restored backup of a client, or two clients that share one token.",
			"Log in again. Give each client a login of its own, and store the new token before using it."),
	INVALID_CREDENTIALS(401, "Invalid credentials",
			"The login failed; which of name and password was wrong is not said, so that nobody can probe for names.",
			"A misspelt name or password.",
			"curl -d '{\"username\":\"…\",\"password\":\"…\"}' -H 'Content-Type: application/json' …/auth/login"),
	LOGIN_DENIED(401, "The login was denied at the provider", "The provider reports that the user said no.",
			"The user pressed Cancel.", "Begin again at /auth/github and allow the access."),
	LOGIN_CODE_INVALID(401, "The provider refused the login code",
			"The code in the callback could not be exchanged: the provider says that it is wrong, used or too old.",
			"The callback was opened late or twice.", "Begin again at /auth/github."),
	INSUFFICIENT_SCOPE(403, "The credential does not have the right that this takes",
			"The caller is known, and may not do this.", "A key without the scope, or an account without the role.",
			"Use a credential with the scope that the detail names."),
	HTTPS_REQUIRED(403, "Use https: what was sent just now travelled in clear",
			"The service is reached by https alone. It does not redirect, since a key, password or token in the "
					+ "request could have been read on the way.",
			"http:// instead of https:// in the address, or a proxy that is not named in gatehouse.trusted-proxies.",
			"Replace the credential that was sent, and call https://…"),
	CSRF_FAILED(403, "The CSRF header is missing or wrong",
			"The request is authenticated by a cookie and changes something, so it must prove that a page of this "
					+ "service sent it.",
			"The X-XSRF-TOKEN header is absent, or differs from the cookie XSRF-TOKEN.",
			"Read the cookie XSRF-TOKEN and send its value as X-XSRF-TOKEN. Callers with an Authorization header need "
					+ "none."),
	ORIGIN_NOT_ALLOWED(403, "Pages of this origin may not call here",
			"A browser sent the request for a page of another origin, which is not on the list.",
			"The front end moved, or the origin is spelt otherwise than in the configuration.",
			"Add the exact origin to gatehouse.cors.allowed-origins."),
	ACCOUNT_DISABLED(403, "The account is disabled", "The login succeeded at the provider, the account here is locked.",
			"An administrator disabled the account.", "Ask an administrator of this service."),
	NOT_FOUND(404, "There is nothing here", "No such resource, or none that you may see.", "A misspelt path or id.",
			"Check the path against the README."),
	PROVIDER_NOT_CONFIGURED(404, "This login provider is not configured",
			"The service runs without the credentials of an OAuth2 client at this provider.",
			"The two variables that the detail names are not set.",
			"Register an OAuth app at the provider, set both variables, and start the service again."),
	REGISTRATION_DISABLED(404, "Registration is off: set gatehouse.registration.enabled to switch it on",
			"Accounts of this service are made by its administrators.", "The profile is not demo.",
			"Ask an administrator for an account, or set GATEHOUSE_REGISTRATION_ENABLED=true."),
	METHOD_NOT_ALLOWED(405, "This method is not allowed here", "The path exists, and takes other methods.",
			"GET instead of POST, or the reverse.", "Use a method that the Allow header names."),
	NOT_ACCEPTABLE(406, "None of the accepted media types can be produced", "The Accept header excludes JSON.",
			"A client that asks for another format.", "Send Accept: application/json."),
	USERNAME_TAKEN(409, "The user name is taken", "Another account has this name, or one that differs in case only.",
			"Somebody was there before.", "Choose another name."),
	KEY_LIMIT_REACHED(409, "The account has twenty live keys, which is the most",
			"An account may have twenty keys that are neither expired, revoked nor replaced.",
			"Keys that nobody uses any more.", "Revoke one: curl -X DELETE …/api/keys/{id}"),
	KEY_BEING_ROTATED(409, "This key is being rotated", "The key has a successor already.",
			"A retry of a rotation that had succeeded.",
			"Use the successor, which replaced_by names, or revoke it and create another."),
	KEY_NOT_LIVE(409, "This key is expired or revoked", "Only a key that works can be rotated.",
			"The rotation came too late.", "Create a new key."),
	PAYLOAD_TOO_LARGE(413, "The body is larger than 16 KB", "Bodies are limited to 16 KB.", "A wrong file was sent.",
			"Send the documented JSON."),
	UNSUPPORTED_MEDIA_TYPE(415, "The body must be JSON", "Only application/json is read.",
			"curl -d without a content type sends a form.", "Add -H 'Content-Type: application/json'."),
	RATE_LIMITED(429, "Too many requests",
			"The budget is spent: the account's, or that of an address that sent too many bad keys, or of a login that "
					+ "failed or was begun too often.",
			"A loop without a pause, or a client that was not told that its key or password has changed.",
			"Wait as many seconds as Retry-After says. RateLimit tells what is left before it comes to this."),
	INTERNAL_ERROR(500, "Something went wrong on our side", "The service failed; the fault is not in your request.",
			"A defect.", "Report the request_id; its log lines tell what happened."),
	SERVICE_BUSY(503, "Too many passwords are waiting to be checked",
			"Checking a password is slow on purpose, and is given only a part of the machine.",
			"A flood of logins. Callers with a key or a token are served all the same.",
			"Wait as many seconds as Retry-After says, then send the request again."),
	LOGIN_BUSY(503, "Too many logins are waiting for their provider",
			"Each login waits for answers of the provider, and only so many may wait at once.",
			"The provider is slow, and many users try to log in.",
			"Wait as many seconds as Retry-After says, then begin again."),
	SERVICE_UNAVAILABLE(503, "The database cannot answer at the moment",
			"What needs the database cannot be answered; nothing was changed.",
			"An outage or a restart of the database.",
			"Wait as many seconds as Retry-After says, then send the request again."),
	REVOCATION_UNAVAILABLE(503, "It cannot be told at the moment which sessions are revoked",
			"The list of revoked sessions could not be read for thirty seconds, so tokens are refused rather than "
					+ "trusted.",
			"An outage of the database.", "Wait as many seconds as Retry-After says, then send the request again."),
	PROVIDER_ERROR(502, "The login provider gave no usable answer",
			"The provider was unreachable or answered something that is not the documented protocol.",
			"An outage at the provider, or wrong client credentials.", "Try again later."),
	PROVIDER_TIMEOUT(504, "The login provider did not answer in time", "The provider took longer than five seconds.",
			"An outage at the provider.", "Try again later.");

	private final HttpStatus status;

	private final String detail;

	private final String meaning;

	private final String cause;

	private final String remedy;

	ProblemCode(int status, String detail, String meaning, String cause, String remedy) {
		this.status = HttpStatus.valueOf(status);
		this.detail = detail;
		this.meaning = meaning;
		this.cause = cause;
		this.remedy = remedy;
	}

	/**
	 * The code as callers see it.
	 * @return the lower-case name, such as {@code token_expired}
	 */
	public String code() {
		return name().toLowerCase(Locale.ROOT);
	}

	public HttpStatus status() {
		return this.status;
	}

	/**
	 * What the answer says when the place that refused has nothing more precise to say.
	 * @return a sentence without secrets
	 */
	public String detail() {
		return this.detail;
	}

	public String meaning() {
		return this.meaning;
	}

	public String usualCause() {
		return this.cause;
	}

	public String remedy() {
		return this.remedy;
	}

	public static Optional<ProblemCode> named(String code) {
		return Arrays.stream(values()).filter((candidate) -> candidate.code().equals(code)).findFirst();
	}

	/**
	 * The code for a status that the container or the framework chose by itself.
	 * @param status any error status
	 * @return a code of the same status, or of its class where there is none
	 */
	public static ProblemCode of(HttpStatusCode status) {
		return switch (status.value()) {
			case 401 -> TOKEN_MISSING;
			case 403 -> INSUFFICIENT_SCOPE;
			case 404 -> NOT_FOUND;
			case 405 -> METHOD_NOT_ALLOWED;
			case 406 -> NOT_ACCEPTABLE;
			case 413 -> PAYLOAD_TOO_LARGE;
			case 415 -> UNSUPPORTED_MEDIA_TYPE;
			case 503 -> SERVICE_UNAVAILABLE;
			case 501, 505 -> INVALID_REQUEST; // a method, coding or version that nobody
												// speaks
			default -> status.is4xxClientError() ? INVALID_REQUEST : INTERNAL_ERROR;
		};
	}

}
