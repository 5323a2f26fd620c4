package dev.gatehouse.oauth2;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The login providers that this service knows, each switched on by two variables.
 */
enum Provider {

	GITHUB("read:user,user:email", "id");

	private final String scope;

	private final String idAttribute;

	Provider(String scope, String idAttribute) {
		this.scope = scope;
		this.idAttribute = idAttribute;
	}

	static Optional<Provider> named(String registrationId) {
		return Arrays.stream(values())
			.filter((provider) -> provider.registrationId().equals(registrationId))
			.findFirst();
	}

	String registrationId() {
		return name().toLowerCase(Locale.ROOT);
	}

	String clientIdVariable() {
		return name() + "_CLIENT_ID";
	}

	String clientSecretVariable() {
		return name() + "_CLIENT_SECRET";
	}

	/** Spring's own properties for this provider, as far as they are the same for all. */
	Map<String, Object> registration(String clientId, String clientSecret) {
		String prefix = "spring.security.oauth2.client.";
		String registration = prefix + "registration." + registrationId() + ".";
		return Map.of(registration + "client-id", clientId, registration + "client-secret", clientSecret,
				registration + "scope", this.scope, registration + "redirect-uri",
				"${gatehouse.public-url}/auth/" + registrationId() + "/callback",
				prefix + "provider." + registrationId() + ".user-name-attribute", this.idAttribute);
	}

}
