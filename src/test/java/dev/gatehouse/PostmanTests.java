package dev.gatehouse;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.gatehouse.support.Pages;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Postman collection as it is written; {@code src/test/postman/run} sends it, and
 * compares the answers with its examples.
 */
@Tag("once")
class PostmanTests {

	private static final Path FOLDER = Path.of("src", "test", "postman");

	private static final Pattern VARIABLE = Pattern.compile("\\{\\{(\\w+)\\}\\}");

	/** A script sets it by this, or as a member of what it keeps. */
	private static final Pattern SET = Pattern.compile("pm\\.environment\\.set\\(\\\\\"(\\w+)|(\\w+)(?=[,:} ])");

	private final JsonNode collection = read("gatehouse.postman_collection.json");

	private final JsonNode environment = read("gatehouse.postman_environment.json");

	private final List<JsonNode> requests = new ArrayList<>();

	private final List<JsonNode> folders = new ArrayList<>();

	PostmanTests() {
		walk(this.collection);
	}

	private void walk(JsonNode parent) {
		for (JsonNode item : parent.path("item")) {
			if (item.has("item")) {
				this.folders.add(item);
				walk(item);
			}
			else {
				this.requests.add(item);
			}
		}
	}

	@Test
	void requestWhenListedThenHasADescriptionATestAndAnExample() {
		assertThat(this.requests).hasSizeGreaterThan(100).allSatisfy((item) -> {
			String name = item.path("name").asString();
			assertThat(item.path("request").path("description").asString("")).as(name).isNotBlank();
			assertThat(item.path("event").toString()).as(name).contains("pm.test(");
			assertThat(item.path("response").size()).as(name).isPositive();
			assertThat(item.path("response").get(0).path("body").asString("-")).as(name)
				.doesNotContainPattern("eyJ[\\w-]{10}|gr_\\w|gk_(?!demoClient01)\\w|localhost:(?!8080|8090)\\d");
		});
		assertThat(this.folders)
			.allSatisfy((folder) -> assertThat(folder.path("description").asString("")).isNotBlank());
	}

	@Test
	void operationsOfTheDescriptionWhenListedThenEachHasARequest() {
		Map<String, Map<String, Map<String, Object>>> description = new Yaml()
			.load(Pages.text(Path.of("src", "main", "resources", "openapi.yaml")));
		List<String> asked = this.requests.stream()
			.map((item) -> item.path("request"))
			.map((request) -> request.path("method").asString() + " "
					+ request.path("url").path("raw").asString().replace("{{base_url}}", "").replaceFirst("\\?.*", ""))
			.map((request) -> request.startsWith("GET {{callback_url}}") ? "GET /auth/github/callback" : request)
			.toList();
		Set<String> operations = description.get("paths")
			.entrySet()
			.stream()
			.flatMap((path) -> path.getValue()
				.keySet()
				.stream()
				.map((method) -> method.toUpperCase(Locale.ROOT) + " " + path.getKey()))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(operations).hasSizeGreaterThan(40)
			.allSatisfy((operation) -> assertThat(asked).anyMatch((request) -> request
				.matches(Pattern.quote(operation).replaceAll("\\{\\w+\\}", "\\\\E[^/]+\\\\Q"))));
	}

	/** The environment alone has variables, and scripts set the current values. */
	@Test
	void variablesWhenUsedThenAreDefinedOnceAndSetInTheEnvironment() {
		assertThat(this.collection.has("variable")).isFalse();
		assertThat(this.collection.toString()).doesNotContain("pm.collectionVariables", "pm.globals");
		List<String> given = this.environment.path("values")
			.valueStream()
			.map((each) -> each.path("key").asString())
			.toList();
		assertThat(given).doesNotHaveDuplicates();
		String scripts = Stream.concat(Stream.of(this.collection), this.requests.stream())
			.map((item) -> item.path("event").toString())
			.collect(Collectors.joining());
		Set<String> set = SET.matcher(scripts)
			.results()
			.map((found) -> (found.group(1) != null) ? found.group(1) : found.group(2))
			.collect(Collectors.toSet());
		Set<String> used = this.requests.stream()
			.flatMap((item) -> VARIABLE.matcher(item.path("request").toString()).results())
			.map((MatchResult found) -> found.group(1))
			.collect(Collectors.toSet());
		assertThat(used).contains("base_url", "access_token")
			.allSatisfy((name) -> assertThat(given.contains(name) || set.contains(name)).as(name).isTrue());
	}

	/** The collection's script logs in for requests that inherit the token. */
	@Test
	void foldersWhenTheyInheritAnotherCredentialThenTheScriptKnows() {
		assertThat(this.collection.path("auth").toString()).contains("bearer", "{{access_token}}");
		String script = this.collection.path("event").get(0).path("script").path("exec").toString();
		assertThat(this.folders.stream().filter((folder) -> folder.has("auth"))).isNotEmpty().allSatisfy((folder) -> {
			Set<String> variables = VARIABLE.matcher(folder.path("auth").toString())
				.results()
				.map((found) -> found.group(1))
				.collect(Collectors.toSet());
			assertThat(script).contains(
					"\\\"%s\\\": \\\"%s\\\"".formatted(folder.path("name").asString(), String.join("", variables)));
		});
	}

	private static JsonNode read(String file) {
		return JsonMapper.shared().readTree(Pages.text(FOLDER.resolve(file)));
	}

}
