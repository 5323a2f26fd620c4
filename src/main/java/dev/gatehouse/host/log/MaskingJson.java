package dev.gatehouse.host.log;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonWriter.Members;
import org.springframework.boot.json.JsonWriter.ValueProcessor;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;

/**
 * Masks secrets in every text of a log line in JSON: messages, stack traces and all other
 * members of the format. JSON itself escapes line breaks. Registered in
 * {@code spring.factories}.
 */
final class MaskingJson implements StructuredLoggingJsonMembersCustomizer<Object> {

	@Override
	public void customize(Members<Object> members) {
		ValueProcessor<Object> masking = (path, value) -> mask(value);
		members.applyingValueProcessor(masking);
	}

	private static @Nullable Object mask(@Nullable Object value) {
		return (value instanceof CharSequence text) ? LogMask.lines(text.toString()) : value;
	}

}
