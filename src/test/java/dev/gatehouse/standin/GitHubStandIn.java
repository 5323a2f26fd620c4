package dev.gatehouse.standin;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;

import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.function.RouterFunction;

/**
 * Behaves as GitHub documents for the web application flow of OAuth apps, and beside it
 * as Google does for OpenID Connect, on a port of its own and in an application context
 * that shares nothing with the service.
 */
public final class GitHubStandIn implements AutoCloseable {

	/**
	 * The one application that is registered here.
	 */
	public static final String CLIENT_ID = "gatehouse-demo-client";

	/**
	 * The secret of that application, which is none.
	 */
	public static final String CLIENT_SECRET = "gatehouse-demo-client-secret";

	private final Users users = new Users();

	private final Failures failures = new Failures();

	private final Recordings recordings = new Recordings();

	private final Grants grants;

	private final OidcHandler oidc;

	private final ServletWebServerApplicationContext context;

	private GitHubStandIn(int port, InstantSource clock, OidcProfile profile) {
		this.grants = new Grants(clock);
		this.oidc = new OidcHandler(this.users, this.grants, clock, profile);
		this.context = context(port, new Routes(this.users, this.grants, this.oidc, this.failures, this.recordings));
	}

	/**
	 * Starts a stand-in that only this machine can reach.
	 * @param port the port to listen on, 0 for any free one
	 */
	public static GitHubStandIn start(int port) {
		return start(port, OidcProfile.DIGITS);
	}

	/**
	 * The same, as another OpenID provider.
	 */
	public static GitHubStandIn start(int port, OidcProfile profile) {
		return start(port, InstantSource.system(), profile);
	}

	static GitHubStandIn start(int port, InstantSource clock) {
		return start(port, clock, OidcProfile.DIGITS);
	}

	private static GitHubStandIn start(int port, InstantSource clock, OidcProfile profile) {
		GitHubStandIn standIn = new GitHubStandIn(port, clock, profile);
		// Unless the service has set up its logging, which rules then, nothing is logged.
		LoggingSystem.get(GitHubStandIn.class.getClassLoader()).beforeInitialize();
		standIn.context.refresh();
		return standIn;
	}

	/**
	 * Returns the address of the stand-in, without a slash at its end.
	 */
	public String url() {
		WebServer server = Objects.requireNonNull(this.context.getWebServer(), "The stand-in is closed");
		return "http://localhost:" + server.getPort();
	}

	/**
	 * Returns the properties that point Spring's OAuth2 client at the stand-in.
	 */
	public Map<String, String> properties() {
		String provider = "spring.security.oauth2.client.provider.github.";
		return Map.of("GITHUB_CLIENT_ID", CLIENT_ID, "GITHUB_CLIENT_SECRET", CLIENT_SECRET,
				provider + "authorization-uri", url() + "/login/oauth/authorize", provider + "token-uri",
				url() + Endpoint.TOKEN.path(), provider + "user-info-uri", url() + Endpoint.USER.path());
	}

	/**
	 * Returns the properties that make Spring's OAuth2 client take the stand-in for
	 * Google; it must run when the service starts and asks for its endpoints.
	 */
	public Map<String, String> googleProperties() {
		return Map.of("GOOGLE_CLIENT_ID", CLIENT_ID, "GOOGLE_CLIENT_SECRET", CLIENT_SECRET,
				"spring.security.oauth2.client.provider.google.issuer-uri", url());
	}

	/**
	 * Returns the properties that make the stand-in an OpenID provider, by configuration
	 * alone.
	 */
	public Map<String, String> oidcProperties(String id, String name) {
		String prefix = "gatehouse.oauth2.oidc." + id + ".";
		return Map.of(prefix + "issuer-uri", url(), prefix + "client-id", CLIENT_ID, prefix + "client-secret",
				CLIENT_SECRET, prefix + "name", name);
	}

	/**
	 * Returns Spring's own properties of a plain OAuth2 provider, such as Gitea.
	 */
	public Map<String, String> plainProperties(String id, String userNameAttribute) {
		String registration = "spring.security.oauth2.client.registration." + id + ".";
		String provider = "spring.security.oauth2.client.provider." + id + ".";
		return Map.of(registration + "client-id", CLIENT_ID, registration + "client-secret", CLIENT_SECRET,
				registration + "authorization-grant-type", "authorization_code", provider + "authorization-uri",
				url() + "/login/oauth/authorize", provider + "token-uri", url() + Endpoint.TOKEN.path(),
				provider + "user-info-uri", url() + Endpoint.USER.path(), provider + "user-name-attribute",
				userNameAttribute);
	}

	/**
	 * Signs with another key from now on.
	 */
	public void rotateKey() {
		this.oidc.rotateKey();
	}

	/**
	 * Gives the users of the OpenID provider other subjects until {@link #reset()}.
	 */
	public void nameSubjects(LongFunction<String> subjects) {
		this.oidc.nameSubjects(subjects);
	}

	/**
	 * Makes something wrong with the next id token.
	 */
	public void forgeNextIdToken(OidcHandler.Forgery forgery) {
		this.oidc.forgeNext(forgery);
	}

	/**
	 * Adds a user with no name and a private, verified e-mail address.
	 */
	public void addUser(long id, String login) {
		addUser(User.of(id, login));
	}

	/**
	 * Adds a user; the id and the login must be free.
	 */
	public void addUser(User user) {
		this.users.add(user);
	}

	/**
	 * Gives a user another login and so sets the old one free.
	 */
	public void rename(long id, String newLogin) {
		this.users.rename(id, newLogin);
	}

	/**
	 * Closes the account of a login and gives the login to a new user.
	 */
	public void reassign(String login, long newId) {
		this.users.reassign(login, newId);
	}

	/**
	 * Makes one request to an endpoint fail; called again, the requests after it too.
	 */
	public void failNext(Endpoint endpoint, Failure failure) {
		this.failures.addNext(endpoint, failure);
	}

	/**
	 * Makes every request to an endpoint fail until {@link #reset()}.
	 */
	public void failAlways(Endpoint endpoint, Failure failure) {
		this.failures.setAlways(endpoint, failure);
	}

	/**
	 * Returns every request so far in the order of arrival.
	 */
	public List<RecordedRequest> requests() {
		return this.recordings.all();
	}

	/**
	 * Returns how many requests an endpoint has had so far.
	 */
	public int requestCount(Endpoint endpoint) {
		return this.recordings.count(endpoint);
	}

	/**
	 * Forgets failures, requests, codes and tokens, and brings back the built-in users.
	 */
	public void reset() {
		this.failures.reset();
		this.recordings.reset();
		this.grants.reset();
		this.users.reset();
		this.oidc.reset();
	}

	/**
	 * Stops the server and ends the answers that are under way.
	 */
	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * Registers three beans by hand: nothing is scanned, configured automatically, or
	 * read from the service's files.
	 */
	private static ServletWebServerApplicationContext context(int port, Routes routes) {
		ServletWebServerApplicationContext context = new ServletWebServerApplicationContext();
		context.registerBean(StandInServerFactory.class, () -> new StandInServerFactory(port));
		context.registerBean(ServletRegistrationBean.class, () -> {
			ServletRegistrationBean<DispatcherServlet> servlet = new ServletRegistrationBean<>(
					new DispatcherServlet(context), "/");
			servlet.setLoadOnStartup(1);
			return servlet;
		});
		context.registerBean(RouterFunction.class, routes::routerFunction);
		return context;
	}

}
