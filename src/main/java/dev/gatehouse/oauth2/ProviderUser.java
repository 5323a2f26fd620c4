package dev.gatehouse.oauth2;

import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.user.OAuth2User;

/**
 * A user as the provider describes it. Provider, issuer and id identify the user
 * permanently, and are compared as they are written; names and e-mail addresses change
 * hands.
 *
 * @param provider such as {@code github}
 * @param issuer who vouches for the id, such as {@code https://accounts.google.com}: the
 * same provider with another issuer knows other people
 * @param id the provider's own id of the user
 * @param name for display: printable, never empty, at most 100 characters
 * @param email for display: the verified address, if it is known
 */
public record ProviderUser(String provider, String issuer, String id, String name, @Nullable String email) {

	private static final int MAX_CODE_POINTS = 50;

	/** The first that prints is shown. */
	private static final List<String> NAMES = List.of("login", "name", "preferred_username", "nickname");

	private static final Pattern ADDRESS = Pattern.compile("[^\\s@\\p{C}]{1,64}@[^\\s@\\p{C}]{1,255}");

	static ProviderUser of(OAuth2AuthenticationToken login, ClientRegistration registration) {
		Provider provider = new Provider(registration);
		OAuth2User user = login.getPrincipal();
		String name = NAMES.stream()
			.map((attribute) -> printable(user.getAttribute(attribute)))
			.filter((text) -> !text.isEmpty())
			.findFirst()
			.orElseGet(() -> printable(user.getName()));
		return new ProviderUser(provider.id(), provider.issuer(), user.getName(), name, email(user));
	}

	/** Without characters that do not print or that reverse the text around them. */
	private static String printable(@Nullable Object given) {
		String text = ((given instanceof String raw) ? raw : "").replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "").strip();
		int length = Math.min(text.codePointCount(0, text.length()), MAX_CODE_POINTS);
		return text.substring(0, text.offsetByCodePoints(0, length));
	}

	/** Null if the provider says that the address is not verified. */
	private static @Nullable String email(OAuth2User user) {
		boolean unverified = Boolean.FALSE.equals(user.getAttribute("email_verified"));
		return (!unverified && user.getAttribute(Provider.EMAIL) instanceof String email
				&& ADDRESS.matcher(email).matches()) ? email : null;
	}

}
