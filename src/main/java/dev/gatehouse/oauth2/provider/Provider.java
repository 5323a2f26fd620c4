package dev.gatehouse.oauth2.provider;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.util.Assert;

/**
 * The login providers that this service knows, each switched on by two variables.
 */
public enum Provider {

	GITHUB("read:user,user:email", "id", "login"), GOOGLE("openid,profile,email", "sub", "name");

	/** The attribute with the e-mail address, the same for all. */
	public static final String EMAIL = "email";

	private static final String PREFIX = "spring.security.oauth2.client.";

	private final String scope;

	/** The attribute that identifies a user permanently. */
	final String idAttribute;

	private final String nameAttribute;

	Provider(String scope, String idAttribute, String nameAttribute) {
		this.scope = scope;
		this.idAttribute = idAttribute;
		this.nameAttribute = nameAttribute;
	}

	public static Provider named(String id) {
		return Arrays.stream(values())
			.filter((provider) -> provider.registrationId().equals(id))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(
					PREFIX + "registration." + id + " is not a provider that this service knows: github, google"));
	}

	/**
	 * Whether an id is as GitHub (a number, not a text that looks like one) and Google
	 * (digits) document it.
	 */
	boolean isUserId(@Nullable Object id) {
		return switch (this) {
			case GITHUB -> (id instanceof Integer || id instanceof Long) && ((Number) id).longValue() > 0;
			case GOOGLE -> id instanceof String text && text.matches("[0-9]{1,50}");
		};
	}

	/** The attribute with the user's name, which can change hands. */
	public String nameAttribute() {
		return this.nameAttribute;
	}

	public String registrationId() {
		return name().toLowerCase(Locale.ROOT);
	}

	/** Spring's own properties for this provider, as far as they are the same for all. */
	public Map<String, Object> registration(String clientId, String clientSecret) {
		String registration = PREFIX + "registration." + registrationId() + ".";
		return Map.of(registration + "client-id", clientId, registration + "client-secret", clientSecret,
				registration + "scope", this.scope, registration + "redirect-uri",
				"${gatehouse.public-url:http://localhost:8080}/auth/" + registrationId() + "/callback",
				PREFIX + "provider." + registrationId() + ".user-name-attribute", this.idAttribute);
	}

	/**
	 * Refuses a registration that leaves to chance what it must not: a template such as
	 * {baseUrl} would take the host from the request, and users known by a name would be
	 * mixed up when names change hands.
	 */
	public static void requireSafe(ClientRegistration registration) {
		String id = registration.getRegistrationId();
		String expected = named(id).idAttribute;
		Assert.state(registration.getRedirectUri() != null && !registration.getRedirectUri().contains("{"),
				() -> PREFIX + "registration." + id + ".redirect-uri must be a complete URL without {…}");
		ClientRegistration.ProviderDetails details = registration.getProviderDetails();
		Assert.state(expected.equals(details.getUserInfoEndpoint().getUserNameAttributeName()),
				() -> PREFIX + "provider." + id + ".user-name-attribute must be " + expected);
		Assert.state(!registration.getScopes().contains("openid") || details.getJwkSetUri() != null,
				() -> PREFIX + "provider." + id + ".jwk-set-uri is missing");
	}

}
