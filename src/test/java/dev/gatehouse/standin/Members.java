package dev.gatehouse.standin;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Changes the members of an answer, be it an object or an array of objects.
 */
final class Members {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private Members() {
	}

	static Answer without(Answer answer, String member) {
		return changed(answer, (members) -> members.remove(member));
	}

	static Answer with(Answer answer, String member, @Nullable Object value) {
		return changed(answer, (members) -> members.put(member, value));
	}

	private static Answer changed(Answer answer, Consumer<Map<String, @Nullable Object>> change) {
		if (answer.body() instanceof List<?> elements) {
			return answer.withBody(elements.stream().map((element) -> changed(element, change)).toList());
		}
		return answer.withBody(changed(answer.body(), change));
	}

	private static Object changed(Object body, Consumer<Map<String, @Nullable Object>> change) {
		Map<String, @Nullable Object> members = MAPPER.convertValue(body, new TypeReference<>() {
		});
		change.accept(members);
		return members;
	}

}
