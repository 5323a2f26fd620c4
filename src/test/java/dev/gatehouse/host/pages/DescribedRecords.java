package dev.gatehouse.host.pages;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Says of each member of a record what the record says: whether it may be absent, and
 * whether it may be null. Answers have all members but those that are left out when null;
 * of requests, those that must not be null are required.
 */
final class DescribedRecords implements ModelConverter {

	private static final SnakeCaseStrategy WIRE = new SnakeCaseStrategy();

	@Override
	public @Nullable Schema<?> resolve(AnnotatedType type, ModelConverterContext context,
			Iterator<ModelConverter> chain) {
		Schema<?> resolved = chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
		Class<?> raw = Json31.mapper().constructType(type.getType()).getRawClass();
		if (raw.isRecord()) {
			Schema<?> described = context.getDefinedModels().get(raw.getSimpleName());
			if (described != null) {
				describe(described, raw);
			}
		}
		return resolved;
	}

	private static void describe(Schema<?> schema, Class<?> type) {
		boolean request = type.getSimpleName().matches(".*(Request|Change)");
		List<RecordComponent> members = Arrays.stream(type.getRecordComponents())
			.filter((member) -> !member.getAccessor().isAnnotationPresent(JsonIgnore.class))
			.toList();
		schema.setRequired(members.stream()
			.filter((member) -> !isNullable(member) || !(request || isLeftOut(member, type)))
			.map(DescribedRecords::name)
			.toList());
		members.stream()
			.filter((member) -> isNullable(member) && !request && !isLeftOut(member, type))
			.map((member) -> Objects.requireNonNull(schema.getProperties().get(name(member))))
			.forEach(DescribedRecords::allowNull);
	}

	private static void allowNull(Schema<?> property) {
		if (property.get$ref() != null) {
			return; // the notes say so
		}
		Set<String> types = new LinkedHashSet<>(property.getTypes());
		types.add("null");
		property.setTypes(types);
	}

	private static String name(RecordComponent member) {
		JsonProperty chosen = member.getAccessor().getAnnotation(JsonProperty.class);
		return (chosen != null) ? chosen.value() : nameOnTheWire(member.getDeclaringRecord(), member.getName());
	}

	/** In snake case where the record says so, as the service's own mapper does. */
	static String nameOnTheWire(Class<?> type, String name) {
		return type.isAnnotationPresent(JsonNaming.class) ? WIRE.translate(name) : name;
	}

	private static boolean isNullable(RecordComponent member) {
		return member.getAnnotatedType().isAnnotationPresent(Nullable.class);
	}

	private static boolean isLeftOut(RecordComponent member, Class<?> type) {
		return member.getAccessor().isAnnotationPresent(JsonInclude.class)
				|| type.isAnnotationPresent(JsonInclude.class);
	}

}
