package dev.gatehouse.host.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;

/**
 * What the code does not say of the interface: {@code openapi-notes.yaml}, a part of an
 * OpenAPI document, laid over the generated one as a merge patch (RFC 7396: null
 * removes), except that parameters are matched by name.
 */
final class ApiNotes {

	/** Marks a path that no handler method is behind, so it cannot be found by itself. */
	private static final String UNMAPPED = "x-unmapped";

	/** Taken as they are: a null in them is an example of one. */
	private static final Set<String> EXAMPLES = Set.of("example", "value");

	private static final String PATHS = "paths";

	private final Map<String, Object> notes;

	private ApiNotes(Map<String, Object> notes) {
		this.notes = notes;
	}

	static ApiNotes read(Environment environment) {
		try {
			String text = new ClassPathResource("openapi-notes.yaml").getContentAsString(StandardCharsets.UTF_8);
			LoaderOptions options = new LoaderOptions();
			options.setMaxAliasesForCollections(200);
			return new ApiNotes(new Yaml(new SafeConstructor(options)).load(environment.resolvePlaceholders(text)));
		}
		catch (IOException failed) {
			throw new UncheckedIOException(failed);
		}
	}

	/**
	 * Lays the notes over a description.
	 * @param generated what the code says
	 * @return both, the paths in the order of the notes, the schemas in that of their
	 * names
	 */
	Map<String, Object> addTo(Map<String, Object> generated) {
		Map<String, Object> found = at(generated, PATHS);
		at(this.notes, PATHS).entrySet()
			.removeIf((path) -> path.getValue() != null && !found.containsKey(path.getKey())
					&& !at(this.notes, PATHS, path.getKey()).containsKey(UNMAPPED));
		Map<String, Object> description = merge(generated, this.notes);
		Map<String, Object> paths = new LinkedHashMap<>(at(this.notes, PATHS));
		paths.values().removeIf(Objects::isNull);
		paths.putAll(at(description, PATHS));
		paths.keySet().forEach((path) -> at(paths, path).remove(UNMAPPED));
		description.put(PATHS, paths);
		at(description, "components").compute("schemas",
				(key, schemas) -> new TreeMap<>(at(description, "components", "schemas")));
		return description;
	}

	/**
	 * A part of a document.
	 * @param document the document
	 * @param keys the way to an object in it, which is made where it is absent
	 * @return the object
	 */
	@SuppressWarnings("unchecked")
	static Map<String, Object> at(Map<String, Object> document, String... keys) {
		Map<String, Object> place = document;
		for (String key : keys) {
			place = (Map<String, Object>) place.computeIfAbsent(key, (absent) -> new LinkedHashMap<>());
		}
		return place;
	}

	private static Map<String, Object> merge(Map<String, Object> base, Map<String, Object> patch) {
		Map<String, Object> merged = new LinkedHashMap<>(base);
		patch.forEach((key, value) -> {
			if (value == null) {
				merged.remove(key);
			}
			else {
				merged.put(key, EXAMPLES.contains(key) ? value : merge(merged.get(key), value));
			}
		});
		return merged;
	}

	@SuppressWarnings("unchecked")
	private static Object merge(@Nullable Object base, Object patch) {
		if (patch instanceof Map) {
			return merge((base instanceof Map) ? (Map<String, Object>) base : Map.of(), (Map<String, Object>) patch);
		}
		if (base instanceof List<?> listed && isNamed(listed) && patch instanceof List<?> more && isNamed(more)) {
			return mergeByName((List<Map<String, Object>>) base, (List<Map<String, Object>>) patch);
		}
		return patch;
	}

	private static List<Object> mergeByName(List<Map<String, Object>> base, List<Map<String, Object>> patch) {
		Map<@Nullable Object, Object> merged = new LinkedHashMap<>();
		base.forEach((each) -> merged.put(each.get("name"), each));
		patch.forEach((each) -> merged.put(each.get("name"), merge(merged.get(each.get("name")), each)));
		return new ArrayList<>(merged.values());
	}

	private static boolean isNamed(List<?> list) {
		return list.stream().allMatch((each) -> each instanceof Map<?, ?> object && object.containsKey("name"));
	}

}
