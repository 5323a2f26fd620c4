package dev.gatehouse;

import java.util.Map;
import java.util.stream.Stream;

import dev.gatehouse.standin.GitHubStandIn;
import dev.gatehouse.standin.OidcProfile;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ApplicationContextException;
import org.springframework.core.env.SimpleCommandLinePropertySource;

/**
 * Starts the service with the stand-in for GitHub and an OpenID provider beside it, so
 * that the whole login can be walked without an account and without a network:
 * {@code ./mvnw spring-boot:test-run}.
 */
public final class TestGatehouseApplication {

	private static final String DEFAULT_PORT = "8090";

	private TestGatehouseApplication() {
	}

	/**
	 * Starts both.
	 * @param args Spring Boot's command line, and {@code --stand-in.port} (8090)
	 */
	public static void main(String[] args) {
		String port = new SimpleCommandLinePropertySource(args).getProperty("stand-in.port");
		GitHubStandIn github = start((port != null) ? port : DEFAULT_PORT);
		SpringApplication.from(GatehouseApplication::main)
			.run(Stream
				.of(options(github.properties()), options(github.oidcProperties("oidc", "OpenID")), Stream.of(args))
				.flatMap((each) -> each)
				.toArray(String[]::new));
	}

	private static GitHubStandIn start(String port) {
		try {
			return GitHubStandIn.start(Integer.parseInt(port), OidcProfile.UUIDS);
		}
		catch (ApplicationContextException failed) {
			if (failed.getCause() instanceof PortInUseException) {
				System.err.printf(
						"Another process has port %s. End it, or choose another port for the stand-in: "
								+ "./mvnw spring-boot:test-run -Dspring-boot.run.arguments=--stand-in.port=9090%n",
						port);
				System.exit(1);
			}
			throw failed;
		}
	}

	private static Stream<String> options(Map<String, String> properties) {
		return properties.entrySet().stream().map((property) -> "--" + property.getKey() + "=" + property.getValue());
	}

}
