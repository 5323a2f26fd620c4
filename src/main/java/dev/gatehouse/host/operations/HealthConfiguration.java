package dev.gatehouse.host.operations;

import java.util.Set;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.endpoint.jackson.EndpointJsonMapper;
import org.springframework.boot.health.actuate.endpoint.SystemHealthDescriptor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Makes the public health answer {@code {"status":"UP"}} and nothing more.
 */
@Configuration(proxyBeanMethods = false)
class HealthConfiguration {

	@Bean
	EndpointJsonMapper statusOnly() {
		JsonMapper mapper = JsonMapper.builder()
			.changeDefaultPropertyInclusion((value) -> value.withValueInclusion(Include.NON_NULL))
			.addMixIn(SystemHealthDescriptor.class, WithoutGroups.class)
			.build();
		return () -> mapper;
	}

	interface WithoutGroups {

		@JsonIgnore
		Set<String> getGroups();

	}

}
