package dev.gatehouse.standin;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error of the web application flow, in GitHub's words.
 */
record OAuthError(String code, String description, String uri) {

	private static final String TOKEN_ERRORS = "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/#";

	private static final String AUTHORIZATION_ERRORS = "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-authorization-request-errors/#";

	static final OAuthError ACCESS_DENIED = new OAuthError("access_denied",
			"The user has denied your application access.", AUTHORIZATION_ERRORS + "access-denied");

	/**
	 * RFC 7636, section 4.4.1: what GitHub says here it does not document.
	 */
	static final OAuthError CHALLENGE_METHOD_NOT_SUPPORTED = new OAuthError("invalid_request",
			"The code_challenge_method must be S256.", AUTHORIZATION_ERRORS + "invalid-request");

	static final OAuthError BAD_VERIFICATION_CODE = tokenError("bad_verification_code",
			"The code passed is incorrect or expired.");

	static final OAuthError INCORRECT_CLIENT_CREDENTIALS = tokenError("incorrect_client_credentials",
			"The client_id and/or client_secret passed are incorrect.");

	static final OAuthError REDIRECT_URI_MISMATCH = tokenError("redirect_uri_mismatch",
			"The redirect_uri MUST match the registered callback URL for this application.");

	static OAuthError tokenError(String code, String description) {
		return new OAuthError(code, description, TOKEN_ERRORS + code.replace('_', '-'));
	}

	Map<String, Object> members() {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("error", this.code);
		members.put("error_description", this.description);
		members.put("error_uri", this.uri);
		return members;
	}

}
