package dev.gatehouse;

import java.util.Map;
import java.util.stream.Stream;

import dev.gatehouse.standin.GitHubStandIn;

import org.springframework.boot.SpringApplication;
import org.springframework.core.env.SimpleCommandLinePropertySource;

/**
 * Starts the service with the GitHub stand-in beside it, so that the whole login can be
 * walked without an account and without a network: {@code ./mvnw spring-boot:test-run}.
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
		GitHubStandIn github = GitHubStandIn.start(Integer.parseInt((port != null) ? port : DEFAULT_PORT));
		SpringApplication.from(GatehouseApplication::main)
			.run(Stream.concat(options(github.properties()), Stream.of(args)).toArray(String[]::new));
	}

	private static Stream<String> options(Map<String, String> properties) {
		return properties.entrySet().stream().map((property) -> "--" + property.getKey() + "=" + property.getValue());
	}

}
