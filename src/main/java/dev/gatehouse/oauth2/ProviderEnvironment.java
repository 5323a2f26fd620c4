package dev.gatehouse.oauth2;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Registers GitHub and Google in Spring's own properties when both of their variables are
 * set, and takes over the variables of an OpenID provider. It runs last and adds its
 * properties last, so that any property set elsewhere wins.
 */
public final class ProviderEnvironment implements EnvironmentPostProcessor {

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		Map<String, Object> properties = new LinkedHashMap<>();
		register(environment, Provider.GITHUB, "GitHub", "read:user,user:email", properties);
		register(environment, Provider.GOOGLE, "Google", "openid,profile,email", properties);
		for (String name : List.of("issuer-uri", "client-id", "client-secret", "name")) {
			String value = environment.getProperty("OIDC_" + name.toUpperCase(Locale.ROOT).replace('-', '_'), "");
			if (!value.isBlank()) {
				properties.put("gatehouse.oauth2.oidc.oidc." + name, value);
			}
		}
		environment.getPropertySources().addLast(new MapPropertySource("loginProviders", properties));
	}

	/** An empty client id would keep Spring Boot from starting. */
	private static void register(ConfigurableEnvironment environment, String id, String name, String scope,
			Map<String, Object> properties) {
		String variable = id.toUpperCase(Locale.ROOT);
		String clientId = environment.getProperty(variable + "_CLIENT_ID", "");
		String clientSecret = environment.getProperty(variable + "_CLIENT_SECRET", "");
		if (!clientId.isBlank() && !clientSecret.isBlank()) {
			String registration = Provider.PREFIX + "registration." + id + ".";
			properties.put(registration + "client-id", clientId);
			properties.put(registration + "client-secret", clientSecret);
			properties.put(registration + "client-name", name);
			properties.put(registration + "scope", scope);
		}
	}

}
