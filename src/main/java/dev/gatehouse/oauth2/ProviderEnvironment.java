package dev.gatehouse.oauth2;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Registers a provider in Spring's own properties when both of its variables are set. An
 * empty client id would keep Spring Boot from starting. It runs last and adds its
 * properties last, so that any property set elsewhere wins.
 */
public final class ProviderEnvironment implements EnvironmentPostProcessor {

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		Map<String, Object> properties = new LinkedHashMap<>();
		for (Provider provider : Provider.values()) {
			String clientId = environment.getProperty(provider + "_CLIENT_ID", "");
			String clientSecret = environment.getProperty(provider + "_CLIENT_SECRET", "");
			if (!clientId.isBlank() && !clientSecret.isBlank()) {
				String registration = Provider.PREFIX + "registration." + provider.id + ".";
				properties.put(registration + "client-id", clientId);
				properties.put(registration + "client-secret", clientSecret);
				properties.put(registration + "scope", provider.scope);
				properties.put(registration + "redirect-uri",
						"${gatehouse.public-url:http://localhost:8080}/auth/" + provider.id + "/callback");
				properties.put(Provider.PREFIX + "provider." + provider.id + ".user-name-attribute",
						provider.idAttribute);
			}
		}
		environment.getPropertySources().addLast(new MapPropertySource("loginProviders", properties));
	}

}
