package dev.gatehouse.host.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import dev.gatehouse.host.edge.GatehouseProperties;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.session.SessionCookies;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * Serves the reviewed description of the API, {@code openapi.yaml}, adapted to this
 * deployment: the public URL, the name of the cookie, and the paths that are switched
 * off. A test writes that file from the code.
 */
@ApiController
class ApiDescriptionController {

	private final SingletonSupplier<String> yaml;

	private final SingletonSupplier<byte[]> json;

	/** Reads the file at the first request, so that the start does not wait for it. */
	ApiDescriptionController(GatehouseProperties properties, SessionCookies cookies, Environment environment,
			JsonMapper mapper) {
		this.yaml = SingletonSupplier.of(() -> read(properties, cookies, environment));
		this.json = SingletonSupplier
			.of(() -> mapper.writeValueAsBytes(new Yaml(new JsonTypes()).load(this.yaml.obtain())));
	}

	@GetMapping(path = "/v3/api-docs", produces = MediaType.APPLICATION_JSON_VALUE)
	byte[] json() {
		return this.json.obtain();
	}

	@GetMapping(path = "/v3/api-docs.yaml", produces = "application/vnd.oai.openapi")
	byte[] yaml() {
		return this.yaml.obtain().getBytes(StandardCharsets.UTF_8);
	}

	private static String read(GatehouseProperties properties, SessionCookies cookies, Environment environment) {
		String text = file();
		String described = text.substring(text.indexOf("openapi:"))
			.replace("http://localhost:8080", properties.publicUrl())
			.replace("      name: access\n", "      name: " + cookies.accessName() + "\n");
		if (!properties.docs().enabled()) {
			described = withoutPaths(described, "/docs");
		}
		return (ManagementPortType.get(environment) != ManagementPortType.SAME)
				? withoutPaths(described, "/actuator/.*") : described;
	}

	private static String file() {
		try {
			return new ClassPathResource("openapi.yaml").getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException unreadable) {
			throw new UncheckedIOException(unreadable);
		}
	}

	/** A path is the only line that begins with two blanks and a slash. */
	private static String withoutPaths(String description, String path) {
		return description.replaceAll("(?m)^  " + path + ":\\n(?:   .*\\n)+", "");
	}

	/** JSON knows no times: in an example they stay the text that they are. */
	private static final class JsonTypes extends SafeConstructor {

		JsonTypes() {
			super(new LoaderOptions());
			this.yamlConstructors.put(Tag.TIMESTAMP, new ConstructYamlStr());
		}

	}

}
