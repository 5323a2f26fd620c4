package dev.gatehouse.oauth2;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.gatehouse.oauth2.provider.Provider;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Registers a provider with Spring's own properties when both of its variables are set.
 * Without them the provider is simply absent: an empty client id would keep Spring Boot
 * from starting. Without an order of its own it runs last, and any property set elsewhere
 * wins.
 */
public final class ProviderEnvironment implements EnvironmentPostProcessor {

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		Map<String, Object> properties = new LinkedHashMap<>();
		for (Provider provider : Provider.values()) {
			String clientId = environment.getProperty(provider + "_CLIENT_ID", "");
			String clientSecret = environment.getProperty(provider + "_CLIENT_SECRET", "");
			if (!clientId.isBlank() && !clientSecret.isBlank()) {
				properties.putAll(provider.registration(clientId, clientSecret));
			}
		}
		environment.getPropertySources().addLast(new MapPropertySource("loginProviders", properties));
	}

}
