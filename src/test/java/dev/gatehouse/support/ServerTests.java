package dev.gatehouse.support;

import java.util.Map;
import java.util.stream.Collectors;

import dev.gatehouse.GatehouseApplication;
import dev.gatehouse.account.TestAccounts;
import dev.gatehouse.apikey.TestApiKeys;
import dev.gatehouse.standin.GitHubStandIn;
import org.junit.jupiter.api.AfterEach;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Tests against the whole service on a real port, with the GitHub stand-in beside it. All
 * subclasses share one server.
 */
@SpringBootTest(webEnvironment = WebEnvironment.DEFINED_PORT, classes = GatehouseApplication.class)
@Import(TestSetup.class)
public abstract class ServerTests {

	/** Base64 of 64 bytes, the length at which sibling algorithms would fit too. */
	protected static final String JWT_SECRET = "c2l4dHktZm91ci1ieXRlcy1vZi1hLXNlY3JldC10aGF0LW9ubHktdGhlLXRlc3RzLWtub3chISEhISEhISEhIQ==";

	private static final int PORT = ServiceProcess.freePort();

	private static final Map<String, String> STORE = options(TestStore.chosen());

	protected static final GitHubStandIn github = GitHubStandIn.start(0);

	static {
		// read before the context exists, as environment variables would be
		github.properties().forEach(System::setProperty);
	}

	protected final Http http = new Http("http://localhost:" + PORT);

	@Autowired
	protected MutableClock clock;

	@Autowired
	protected TestAccounts accounts;

	@Autowired
	protected TestApiKeys keys;

	@DynamicPropertySource
	static void properties(DynamicPropertyRegistry registry) {
		STORE.forEach((name, value) -> registry.add(name, () -> value));
		registry.add("server.port", () -> PORT);
		// or the end of the run would wait up to 30 seconds for a request under way
		registry.add("server.shutdown", () -> "immediate");
		registry.add("gatehouse.open-paths", () -> "/actuator/health/**,/test/**");
		registry.add("gatehouse.public-url", () -> "http://localhost:" + PORT);
		registry.add("gatehouse.rate-limit.failures-per-address", () -> 1_000_000);
		registry.add("gatehouse.login.failures-per-account-and-address", () -> 1_000_000);
		registry.add("gatehouse.login.failures-per-address", () -> 1_000_000);
		registry.add("gatehouse.login.failures-per-account", () -> 1_000_000);
		registry.add("gatehouse.login.starts-per-address", () -> 1_000_000);
		registry.add("gatehouse.login.return-targets", () -> "/,/app");
		registry.add("gatehouse.registration.per-address", () -> 1_000_000);
		registry.add("gatehouse.jwt.secret", () -> JWT_SECRET);
	}

	@AfterEach
	void resetTheWorld() {
		this.clock.reset();
		github.reset();
	}

	private static Map<String, String> options(TestStore store) {
		return store.options()
			.stream()
			.map((option) -> option.substring("--".length()).split("=", 2))
			.collect(Collectors.toMap((option) -> option[0], (option) -> option[1]));
	}

	protected static int port() {
		return PORT;
	}

	protected String issuer() {
		return "http://localhost:" + PORT;
	}

	/** Logs in over HTTP and answers the access token. */
	protected String login(String username, String password) {
		return this.http.post("/auth/login").json("""
				{"username":"%s","password":"%s"}""".formatted(username, password)).send().text("access_token");
	}

}
