package dev.gatehouse.host.pages;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategy;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedField;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.core.util.ObjectMapperFactory;
import io.swagger.v3.oas.models.OpenAPI;
import org.springdoc.core.customizers.OpenApiCustomizer;

import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Makes springdoc write {@code openapi.yaml}. What the code says by itself is taken from
 * it: routes, parameters and the shape of bodies. The words, examples and doors stand in
 * {@code openapi-notes.yaml}, the problems in their catalogue. Without annotation, so
 * that no component scan finds it.
 */
class ApiDescription {

	@Bean
	ModelResolver membersAsOnTheWire() {
		return new ModelResolver(ObjectMapperFactory.createJson31().setPropertyNamingStrategy(new Names()))
			.openapi31(true);
	}

	@Bean
	ModelConverter describedRecords() {
		return new DescribedRecords();
	}

	@Bean
	OpenApiCustomizer describe(Environment environment) {
		return (generated) -> {
			Map<String, Object> description = ApiNotes.read(environment).addTo(asMap(generated));
			DescribedProblems.addTo(description);
			replace(generated, asModel(description));
		};
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> asMap(OpenAPI generated) {
		return Json31.mapper().convertValue(generated, Map.class);
	}

	/**
	 * By way of a tree, since the mapper of the model would drop each null of an example.
	 */
	private static OpenAPI asModel(Map<String, Object> description) {
		return Json31.mapper().convertValue(new ObjectMapper().<JsonNode>valueToTree(description), OpenAPI.class);
	}

	private static void replace(OpenAPI generated, OpenAPI described) {
		generated.info(described.getInfo())
			.servers(described.getServers())
			.tags(described.getTags())
			.paths(described.getPaths())
			.components(described.getComponents());
	}

	private static final class Names extends PropertyNamingStrategy {

		@Override
		public String nameForField(MapperConfig<?> config, AnnotatedField field, String name) {
			return DescribedRecords.nameOnTheWire(field.getDeclaringClass(), name);
		}

		@Override
		public String nameForGetterMethod(MapperConfig<?> config, AnnotatedMethod method, String name) {
			return DescribedRecords.nameOnTheWire(method.getDeclaringClass(), name);
		}

		@Override
		public String nameForConstructorParameter(MapperConfig<?> config, AnnotatedParameter parameter, String name) {
			return DescribedRecords.nameOnTheWire(parameter.getDeclaringClass(), name);
		}

	}

}
