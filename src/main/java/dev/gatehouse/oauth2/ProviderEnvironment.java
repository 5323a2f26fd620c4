package dev.gatehouse.oauth2;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * Registers providers in Spring's own properties: GitHub and Google when both of their
 * variables are set, and each OpenID provider of {@code gatehouse.oauth2.oidc}. It runs
 * last and adds its properties last, so that any property set elsewhere wins.
 */
public final class ProviderEnvironment implements EnvironmentPostProcessor {

	private static final String OIDC = "gatehouse.oauth2.oidc";

	private static final String OPENID_SCOPE = "openid,profile,email";

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		Map<String, Object> properties = new LinkedHashMap<>();
		environment.getPropertySources().addLast(new MapPropertySource("loginProviders", properties));
		registerKnown(environment, Provider.GITHUB, "GitHub", "read:user,user:email", properties);
		registerKnown(environment, Provider.GOOGLE, "Google", OPENID_SCOPE, properties);
		for (String name : new String[] { "issuer-uri", "client-id", "client-secret", "name" }) {
			String value = environment.getProperty("OIDC_" + name.toUpperCase(Locale.ROOT).replace('-', '_'), "");
			if (!value.isBlank()) {
				properties.put(OIDC + ".oidc." + name, value);
			}
		}
		Binder.get(environment)
			.bind(OIDC, Bindable.mapOf(String.class, OpenIdProvider.class))
			.orElseGet(Map::of)
			.forEach((id, provider) -> register(id, provider, properties));
	}

	private static void registerKnown(ConfigurableEnvironment environment, String id, String name, String scope,
			Map<String, Object> properties) {
		String variable = id.toUpperCase(Locale.ROOT);
		String clientId = environment.getProperty(variable + "_CLIENT_ID", "");
		String clientSecret = environment.getProperty(variable + "_CLIENT_SECRET", "");
		// an empty client id would keep Spring Boot from starting
		if (!clientId.isBlank() && !clientSecret.isBlank()) {
			register(id, clientId, clientSecret, scope, name, properties);
		}
	}

	private static void register(String id, OpenIdProvider provider, Map<String, Object> properties) {
		Provider.requireId(id);
		Provider.require(!id.equals(Provider.GITHUB) && !id.equals(Provider.GOOGLE), OIDC + "." + id,
				"has the id of a provider with variables of its own", "Choose another id");
		String issuer = required(id, "issuer-uri", provider.issuerUri);
		Provider.requireIssuer(id, issuer);
		register(id, required(id, "client-id", provider.clientId), required(id, "client-secret", provider.clientSecret),
				OPENID_SCOPE, StringUtils.hasText(provider.name) ? provider.name : id, properties);
		properties.put(Provider.PREFIX + "provider." + id + ".issuer-uri", issuer);
	}

	private static String required(String id, String name, @Nullable String value) {
		String variable = "OIDC_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
		String setting = OIDC + "." + id + "." + name + (id.equals("oidc") ? " (" + variable + ")" : "");
		Provider.require(StringUtils.hasText(value), setting, "is missing",
				"Set issuer-uri, client-id and client-secret, or none of them");
		return String.valueOf(value);
	}

	private static void register(String id, String clientId, String clientSecret, String scope, String name,
			Map<String, Object> properties) {
		String registration = Provider.PREFIX + "registration." + id + ".";
		properties.put(registration + "client-id", clientId);
		properties.put(registration + "client-secret", clientSecret);
		properties.put(registration + "scope", scope);
		properties.put(registration + "client-name", name);
	}

	/** The settings of an OpenID provider. */
	record OpenIdProvider(@Nullable String issuerUri, @Nullable String clientId, @Nullable String clientSecret,
			@Nullable String name) {

		@Override
		public String toString() {
			return "OpenIdProvider[issuerUri=" + this.issuerUri + "]";
		}

	}

}
