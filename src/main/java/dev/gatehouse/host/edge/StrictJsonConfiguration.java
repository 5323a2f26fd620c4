package dev.gatehouse.host.edge;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.stream.Stream;

import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.deser.jdk.StringDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Refuses JSON that is not as documented: unknown or repeated members, text after the
 * end, a value of another type, text that is no Unicode, and another encoding than UTF-8.
 */
@Configuration(proxyBeanMethods = false)
class StrictJsonConfiguration {

	/** Otherwise UTF-16 and UTF-32 would be taken, too (RFC 8259 section 8.1). */
	@Bean
	JsonFactoryBuilderCustomizer utf8Alone() {
		return (builder) -> builder.disable(TokenStreamFactory.Feature.CHARSET_DETECTION);
	}

	@Bean
	JsonMapperBuilderCustomizer strictJson() {
		return (builder) -> builder.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
			.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
			.enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
			.addModule(new SimpleModule().addDeserializer(String.class, new WellFormedText()))
			.withCoercionConfig(LogicalType.Integer, refusing(CoercionInputShape.String))
			.withCoercionConfig(LogicalType.Float, refusing(CoercionInputShape.String))
			.withCoercionConfig(LogicalType.Boolean,
					refusing(CoercionInputShape.String, CoercionInputShape.Integer, CoercionInputShape.Float))
			.withCoercionConfig(LogicalType.Textual,
					refusing(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean))
			// where an empty text would count as an absent member
			.withCoercionConfigDefaults(refusing());
	}

	private static Consumer<MutableCoercionConfig> refusing(CoercionInputShape... shapes) {
		return (config) -> Stream.concat(Stream.of(CoercionInputShape.EmptyString), Stream.of(shapes))
			.forEach((shape) -> config.setCoercion(shape, CoercionAction.Fail));
	}

	/** Half of a surrogate pair is no text: as bytes it would be a question mark. */
	private static final class WellFormedText extends StringDeserializer {

		@Override
		public String deserialize(JsonParser parser, DeserializationContext context) {
			String text = super.deserialize(parser, context);
			if (text != null && !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
				context.reportInputMismatch(String.class, "half of a surrogate pair");
			}
			return text;
		}

	}

}
