package dev.gatehouse.oauth2.provider;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The login providers that this service knows, each switched on by two variables.
 */
public enum Provider {

	GITHUB("read:user,user:email", "id", "login"), GOOGLE("openid,profile,email", "sub", "name");

	/** The attribute with the e-mail address, the same for all. */
	public static final String EMAIL = "email";

	private final String scope;

	private final String idAttribute;

	private final String nameAttribute;

	Provider(String scope, String idAttribute, String nameAttribute) {
		this.scope = scope;
		this.idAttribute = idAttribute;
		this.nameAttribute = nameAttribute;
	}

	public static Optional<Provider> named(String registrationId) {
		return Arrays.stream(values())
			.filter((provider) -> provider.registrationId().equals(registrationId))
			.findFirst();
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

	/** The attribute that identifies a user permanently. */
	public String idAttribute() {
		return this.idAttribute;
	}

	/** The attribute with the user's name, which can change hands. */
	public String nameAttribute() {
		return this.nameAttribute;
	}

	public String registrationId() {
		return name().toLowerCase(Locale.ROOT);
	}

	public String clientIdVariable() {
		return name() + "_CLIENT_ID";
	}

	public String clientSecretVariable() {
		return name() + "_CLIENT_SECRET";
	}

	/** Spring's own properties for this provider, as far as they are the same for all. */
	public Map<String, Object> registration(String clientId, String clientSecret) {
		String prefix = "spring.security.oauth2.client.";
		String registration = prefix + "registration." + registrationId() + ".";
		return Map.of(registration + "client-id", clientId, registration + "client-secret", clientSecret,
				registration + "scope", this.scope, registration + "redirect-uri",
				"${gatehouse.public-url:http://localhost:8080}/auth/" + registrationId() + "/callback",
				prefix + "provider." + registrationId() + ".user-name-attribute", this.idAttribute);
	}

}
