package dev.gatehouse.standin;

/**
 * The addresses that a service calls by itself, so those whose failures it has to
 * survive.
 */
public enum Endpoint {

	/**
	 * Exchanges a code for an access token.
	 */
	TOKEN("POST", "/login/oauth/access_token"),

	/**
	 * Tells who an access token belongs to.
	 */
	USER("GET", "/user"),

	/**
	 * Tells the e-mail addresses of that user, private ones too.
	 */
	EMAILS("GET", "/user/emails"),

	/**
	 * Tells where the OpenID provider is asked for what.
	 */
	DISCOVERY("GET", "/.well-known/openid-configuration"),

	/**
	 * Exchanges a code for an id token.
	 */
	OIDC_TOKEN("POST", "/token"),

	/**
	 * Tells with which keys id tokens are signed.
	 */
	CERTS("GET", "/oauth2/v3/certs"),

	/**
	 * Tells more about the user that an id token names.
	 */
	USERINFO("GET", "/v1/userinfo");

	private final String method;

	private final String path;

	Endpoint(String method, String path) {
		this.method = method;
		this.path = path;
	}

	String path() {
		return this.path;
	}

	boolean matches(RecordedRequest request) {
		return this.method.equals(request.method()) && this.path.equals(request.path());
	}

}
