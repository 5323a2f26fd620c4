package dev.gatehouse.oauth2;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

import dev.gatehouse.setting.WebAddress;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.util.Assert;

/**
 * The login providers that this service knows.
 */
enum Provider {

	GITHUB("read:user,user:email", "id", "login"), GOOGLE("openid,profile,email", "sub", "name");

	/** The attribute with the e-mail address, the same for all. */
	static final String EMAIL = "email";

	/** The prefix of Spring's own properties. */
	static final String PREFIX = "spring.security.oauth2.client.";

	/** The registration id, also in paths. */
	final String id = name().toLowerCase(Locale.ROOT);

	final String scope;

	/** The attribute that identifies a user permanently. */
	final String idAttribute;

	/** The attribute with the user's name, which can change hands. */
	final String nameAttribute;

	Provider(String scope, String idAttribute, String nameAttribute) {
		this.scope = scope;
		this.idAttribute = idAttribute;
		this.nameAttribute = nameAttribute;
	}

	static Provider named(String id) {
		return Arrays.stream(values())
			.filter((provider) -> provider.id.equals(id))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(
					PREFIX + "registration." + id + " is not a provider that this service knows: github, google"));
	}

	/**
	 * Who vouches for the users (RFC 9207): at a provider that names no issuer, as at
	 * GitHub, the address of the authorization without its last segment.
	 */
	static String issuer(ClientRegistration registration) {
		ClientRegistration.ProviderDetails details = registration.getProviderDetails();
		String issuer = details.getIssuerUri();
		return (issuer != null) ? issuer
				: Objects.requireNonNull(details.getAuthorizationUri()).replaceFirst("/[^/]*$", "");
	}

	/**
	 * Whether a user's id has the documented form: a JSON number at GitHub, a string of
	 * digits at Google.
	 */
	boolean isUserId(@Nullable Object userId) {
		return switch (this) {
			case GITHUB -> (userId instanceof Integer || userId instanceof Long) && ((Number) userId).longValue() > 0;
			case GOOGLE -> userId instanceof String text && text.matches("[0-9]{1,50}");
		};
	}

	/**
	 * Refuses an unsafe registration: a template such as {baseUrl} would take the host
	 * from the request, and users known by a name would be mixed up when names change
	 * hands.
	 */
	void requireSafe(ClientRegistration registration) {
		String redirectUri = registration.getRedirectUri();
		require(redirectUri != null && !redirectUri.contains("{"), "registration",
				"redirect-uri must be a complete URL without {…}");
		ClientRegistration.ProviderDetails details = registration.getProviderDetails();
		require(this.idAttribute.equals(details.getUserInfoEndpoint().getUserNameAttributeName()), "provider",
				"user-name-attribute must be " + this.idAttribute);
		requireAddress("registration", "redirect-uri", redirectUri);
		requireAddress("provider", "authorization-uri", details.getAuthorizationUri());
		requireAddress("provider", "token-uri", details.getTokenUri());
		requireAddress("provider", "user-info-uri", details.getUserInfoEndpoint().getUri());
		requireAddress("provider", "jwk-set-uri", details.getJwkSetUri());
		require(!registration.getScopes().contains("openid") || details.getJwkSetUri() != null, "provider",
				"jwk-set-uri is missing");
	}

	private void requireAddress(String group, String name, @Nullable String address) {
		if (address != null && !address.isEmpty()) {
			WebAddress.read(address, PREFIX + group + "." + this.id + "." + name);
		}
	}

	private void require(boolean safe, String group, String rule) {
		Assert.state(safe, () -> PREFIX + group + "." + this.id + "." + rule);
	}

}
