package dev.gatehouse.oauth2;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.gatehouse.setting.UnfitSettingException;
import dev.gatehouse.setting.WebAddress;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.oidc.OidcScopes;

/**
 * What the registration of a login provider must be, and what it says about its users.
 */
record Provider(ClientRegistration registration) {

	static final String GITHUB = "github";

	static final String GOOGLE = "google";

	/** Those with variables of their own. */
	static final List<String> KNOWN = List.of(GITHUB, GOOGLE);

	/** The attribute with the e-mail address, the same for all. */
	static final String EMAIL = "email";

	/** The prefix of Spring's own properties. */
	static final String PREFIX = "spring.security.oauth2.client.";

	/** The routes under /auth, which no provider may hide. */
	static final String ROUTES = "login|logout|refresh|register|providers|passkey|reauthenticate";

	static final String ID = "[a-z][a-z0-9-]{0,30}";

	/** Also no other way to log in, because tokens and metrics name the way. */
	private static final Pattern USABLE_ID = Pattern
		.compile("(?!(?:" + ROUTES + "|api-key|jwt|password|pwd|hwk|swk|otp|mfa|pop|user)$)" + ID);

	/** What changes hands identifies nobody. */
	private static final Set<String> NAMES = Set.of("login", "name", EMAIL, "username", "user_name", "nickname",
			"preferred_username", "upn", "unique_name");

	private static final Pattern SHARED_ENTRA = Pattern
		.compile("(?i)https://login\\.[a-z0-9.-]+/(common|organizations|consumers)(/.*)?");

	private static final Set<String> ALGORITHMS = Set.of("RS256", "PS256", "ES256", "EdDSA");

	String id() {
		return this.registration.getRegistrationId();
	}

	/**
	 * Who vouches for the users (RFC 9207): at a provider that names no issuer, as at
	 * GitHub, the address of the authorization without its last segment.
	 */
	String issuer() {
		ClientRegistration.ProviderDetails details = this.registration.getProviderDetails();
		String issuer = details.getIssuerUri();
		return (issuer != null) ? issuer
				: Objects.requireNonNull(details.getAuthorizationUri()).replaceFirst("/[^/]*$", "");
	}

	/** Whether the parameter {@code iss} of a callback is from this provider. */
	boolean isIssuer(String @Nullable [] iss) {
		return (iss != null) ? iss.length == 1 && iss[0].equals(issuer())
				: !Boolean.TRUE.equals(metadata("authorization_response_iss_parameter_supported"));
	}

	/** The algorithms of id tokens: safe ones that the provider names. */
	Set<String> algorithms() {
		return (metadata("id_token_signing_alg_values_supported") instanceof Collection<?> named)
				? ALGORITHMS.stream().filter(named::contains).collect(Collectors.toSet()) : Set.of("RS256");
	}

	private @Nullable Object metadata(String member) {
		return this.registration.getProviderDetails().getConfigurationMetadata().get(member);
	}

	/** Whether a user's id has the documented form: at GitHub it is a JSON number. */
	boolean isUserId(@Nullable Object userId) {
		if (id().equals(GITHUB)) {
			return isNumber(userId) && !String.valueOf(userId).matches("0|-.*");
		}
		return (isNumber(userId) && !isOpenId()) || (userId instanceof String text && !text.isBlank()
				&& text.matches(id().equals(GOOGLE) ? "[0-9]{1,50}" : "[ -~]{1,255}"));
	}

	private static boolean isNumber(@Nullable Object userId) {
		return userId instanceof Integer || userId instanceof Long;
	}

	private boolean isOpenId() {
		return this.registration.getScopes().contains(OidcScopes.OPENID);
	}

	static void requireId(String id) {
		require(USABLE_ID.matcher(id).matches(), "The id " + id + " of a login provider",
				"is a route or another way to log in, or does not match " + ID, "Choose another id");
	}

	static void requireIssuer(String id, String issuer) {
		String setting = "The issuer-uri of the login provider " + id;
		WebAddress.read(issuer, setting);
		require(!SHARED_ENTRA.matcher(issuer).matches(), setting,
				"is shared by all tenants of Entra ID, whose tokens each name another issuer",
				"Write the address with the id of your tenant in place of common, organizations or consumers");
	}

	/**
	 * Refuses an unsafe registration: a template such as {baseUrl} would take the host
	 * from the request, and users known by a name would be mixed up when names change
	 * hands.
	 */
	Provider requireSafe() {
		String redirectUri = this.registration.getRedirectUri();
		require(redirectUri != null && !redirectUri.contains("{"), setting("registration", "redirect-uri"),
				"must be a complete URL without {…}", "Write <public URL>/auth/" + id() + "/callback");
		ClientRegistration.ProviderDetails details = this.registration.getProviderDetails();
		String idAttribute = details.getUserInfoEndpoint().getUserNameAttributeName();
		String expected = isOpenId() ? "sub" : id().equals(GITHUB) ? "id" : idAttribute;
		require(idAttribute != null && idAttribute.equals(expected) && !NAMES.contains(idAttribute),
				setting("provider", "user-name-attribute"),
				"must be " + ((expected != null && !NAMES.contains(expected)) ? expected
						: "an id that never changes: names change hands"),
				"Name the attribute with the user's permanent id");
		requireAddress("registration", "redirect-uri", redirectUri);
		requireAddress("provider", "authorization-uri", details.getAuthorizationUri());
		requireAddress("provider", "token-uri", details.getTokenUri());
		requireAddress("provider", "user-info-uri", details.getUserInfoEndpoint().getUri());
		requireAddress("provider", "jwk-set-uri", details.getJwkSetUri());
		require(!isOpenId()
				|| (details.getJwkSetUri() != null && details.getIssuerUri() != null && !algorithms().isEmpty()),
				setting("provider", "issuer-uri"), "is missing, or names no safe algorithm",
				"Set the issuer of the OpenID provider");
		return this;
	}

	private void requireAddress(String group, String name, @Nullable String address) {
		if (address != null && !address.isEmpty()) {
			WebAddress.read(address, setting(group, name));
		}
	}

	private String setting(String group, String name) {
		return PREFIX + group + "." + id() + "." + name;
	}

	static void require(boolean fit, String setting, String fault, String cure) {
		if (!fit) {
			throw new UnfitSettingException(setting, fault, cure);
		}
	}

}
