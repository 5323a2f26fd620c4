package dev.gatehouse.host.pages;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.gatehouse.session.SessionCookies;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.core.util.ObjectMapperFactory;
import io.swagger.v3.oas.models.OpenAPI;
import org.springdoc.core.customizers.OpenApiCustomizer;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * Describes the service to programs (OpenAPI 3.1). What the code says by itself is taken
 * from it: routes, parameters and the shape of bodies. The words, examples and doors
 * stand in {@code openapi-notes.yaml}, the problems in their catalogue. A test compares
 * all of it with the {@code openapi.yaml} that people review.
 */
@Configuration(proxyBeanMethods = false)
@Lazy
class ApiDescription {

	private static final String READER = "openApiResource";

	/**
	 * springdoc makes all it has at the start, which its first reader can wait for. All
	 * of it then, since some of its beans do their work by being made.
	 */
	@Bean
	static BeanFactoryPostProcessor describeWhenAsked() {
		return (beans) -> {
			List<String> all = Arrays.stream(beans.getBeanDefinitionNames())
				.filter((name) -> isOfSpringdoc(beans.getBeanDefinition(name)))
				.toList();
			all.forEach((name) -> beans.getBeanDefinition(name).setLazyInit(true));
			if (all.contains(READER)) {
				beans.getBeanDefinition(READER)
					.setDependsOn(all.stream().filter((name) -> !name.equals(READER)).toArray(String[]::new));
			}
		};
	}

	private static boolean isOfSpringdoc(BeanDefinition bean) {
		return Stream.of(bean.getBeanClassName(), bean.getFactoryBeanName())
			.anyMatch((name) -> name != null && name.startsWith("org.springdoc."));
	}

	@Bean
	ModelResolver membersAsOnTheWire() {
		return new ModelResolver(
				ObjectMapperFactory.createJson31().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE))
			.openapi31(true);
	}

	@Bean
	ModelConverter describedRecords() {
		return new DescribedRecords();
	}

	@Bean
	OpenApiCustomizer describe(SessionCookies cookies, Environment environment) {
		return (generated) -> {
			Map<String, Object> description = ApiNotes.read(environment).addTo(asMap(generated));
			ApiNotes.at(description, "components", "securitySchemes", "cookie").put("name", cookies.accessName());
			if (ManagementPortType.get(environment) != ManagementPortType.SAME) {
				ApiNotes.at(description, "paths").keySet().removeIf((path) -> path.startsWith("/actuator/"));
			}
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

}
