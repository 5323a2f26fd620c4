package dev.gatehouse.support;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An OpenAPI document, and whether JSON is as it says. Stricter than JSON Schema: no
 * member may be there that is not described.
 */
public final class Description {

	private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

	private final JsonNode root;

	public Description(JsonNode root) {
		this.root = root;
	}

	public JsonNode root() {
		return this.root;
	}

	public Stream<Operation> operations() {
		return this.root.path("paths")
			.propertyStream()
			.flatMap((path) -> path.getValue()
				.propertyStream()
				.filter((method) -> METHODS.contains(method.getKey()))
				.map((method) -> new Operation(method.getKey().toUpperCase(Locale.ROOT), path.getKey(),
						method.getValue(), this)));
	}

	public Operation operation(String method, String path) {
		return operations().filter((operation) -> operation.toString().equals(method + " " + path))
			.findFirst()
			.orElseThrow();
	}

	/** Every example of a body, those of problems once. */
	public Stream<Example> examples() {
		List<Example> examples = new ArrayList<>();
		operations().forEach((operation) -> {
			collect(operation.node().path("requestBody"), operation.toString(), examples);
			operation.responses().values().forEach((response) -> collect(response, operation.toString(), examples));
		});
		this.root.path("components")
			.path("examples")
			.propertyStream()
			.forEach((example) -> examples.add(new Example(example.getKey(), example.getValue().path("value"),
					this.root.path("components").path("schemas").path("Problem"))));
		return examples.stream();
	}

	/** The codes that a described response may bear. */
	public static Collection<String> codes(JsonNode response) {
		return response.path("content")
			.path("application/problem+json")
			.path("examples")
			.propertyStream()
			.map(Map.Entry::getKey)
			.toList();
	}

	/** Asserts that a value is as a schema says. */
	public void check(JsonNode value, JsonNode reference, String place) {
		JsonNode schema = resolve(reference);
		Set<String> types = schema.path("type").isArray()
				? schema.path("type").valueStream().map(JsonNode::asString).collect(Collectors.toSet())
				: Set.of(schema.path("type").asString("any"));
		assertThat(types).as("%s is of type", place).contains(typeOf(value));
		if (schema.has("enum")) {
			assertThat(schema.path("enum").valueStream()).as(place).contains(value);
		}
		if (value.isString()) {
			assertThat(value.asString()).as(place).matches(formatOf(schema));
		}
		if (value.isArray()) {
			value.valueStream().forEach((item) -> check(item, schema.path("items"), place + "[]"));
		}
		if (value.isObject() && schema.has("properties")) {
			checkMembers(value, schema, place);
		}
	}

	private void checkMembers(JsonNode value, JsonNode schema, String place) {
		Set<String> members = value.propertyStream()
			.map(Map.Entry::getKey)
			.collect(Collectors.toCollection(LinkedHashSet::new));
		assertThat(schema.path("properties").propertyStream().map(Map.Entry::getKey)).as(place).containsAll(members);
		assertThat(members).as(place)
			.containsAll(schema.path("required").valueStream().map(JsonNode::asString).toList());
		members.forEach((name) -> check(value.path(name), schema.path("properties").path(name), place + "." + name));
	}

	private static String typeOf(JsonNode value) {
		return switch (value.getNodeType()) {
			case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
			default -> value.getNodeType().name().toLowerCase(Locale.ROOT);
		};
	}

	private static String formatOf(JsonNode schema) {
		return switch (schema.path("format").asString("")) {
			case "date-time" -> "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z";
			case "uuid" -> "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
			case "uri" -> "https?://\\S+";
			case "uri-reference" -> "/\\S*";
			default -> "(?s).*";
		};
	}

	private JsonNode resolve(JsonNode node) {
		return node.has("$ref") ? this.root.at(node.path("$ref").asString().substring(1)) : node;
	}

	private void collect(JsonNode bodied, String place, List<Example> examples) {
		bodied.path("content").propertyStream().forEach((content) -> {
			JsonNode body = content.getValue();
			if (body.has("example")) {
				examples.add(new Example(place, body.path("example"), body.path("schema")));
			}
			body.path("examples")
				.valueStream()
				.filter((example) -> example.has("value"))
				.forEach((example) -> examples.add(new Example(place, example.path("value"), body.path("schema"))));
		});
	}

	/**
	 * What a method does at a path.
	 */
	public record Operation(String method, String path, JsonNode node, Description description) {

		public String text(String member) {
			return this.node.path(member).asString("");
		}

		/** The alternatives, each with the credentials that it takes together. */
		public List<Set<String>> doors() {
			return this.node.path("security")
				.valueStream()
				.map((door) -> door.propertyStream().map(Map.Entry::getKey).collect(Collectors.toSet()))
				.toList();
		}

		public List<String> schemes() {
			return doors().stream().flatMap(Set::stream).toList();
		}

		public Map<String, JsonNode> responses() {
			Map<String, JsonNode> responses = new LinkedHashMap<>();
			this.node.path("responses")
				.propertyStream()
				.forEach((response) -> responses.put(response.getKey(), this.description.resolve(response.getValue())));
			return responses;
		}

		public JsonNode response(int status) {
			Map<String, JsonNode> responses = responses();
			return responses.getOrDefault(String.valueOf(status), responses.get("default"));
		}

		@Override
		public String toString() {
			return this.method + " " + this.path;
		}

	}

	/**
	 * An example, and what it should be one of.
	 */
	public record Example(String place, JsonNode value, JsonNode schema) {

	}

}
