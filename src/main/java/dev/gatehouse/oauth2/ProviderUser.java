package dev.gatehouse.oauth2;

import java.util.regex.Pattern;

import dev.gatehouse.oauth2.provider.Provider;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.user.OAuth2User;

/**
 * A user whom a provider vouches for. Provider and id identify the user permanently;
 * names and e-mail addresses change hands.
 *
 * @param provider such as {@code github}
 * @param id the provider's own id of the user
 * @param name for display: printable, never empty, at most 100 characters
 * @param email for display: the verified address, if it is known
 */
public record ProviderUser(String provider, String id, String name, @Nullable String email) {

	private static final int MAX_CODE_POINTS = 50;

	private static final Pattern ADDRESS = Pattern.compile("[^\\s@\\p{C}]{1,64}@[^\\s@\\p{C}]{1,255}");

	static ProviderUser of(OAuth2AuthenticationToken login) {
		Provider provider = Provider.named(login.getAuthorizedClientRegistrationId());
		OAuth2User user = login.getPrincipal();
		String name = printable(user.getAttribute(provider.nameAttribute()));
		return new ProviderUser(provider.registrationId(), user.getName(), name.isEmpty() ? user.getName() : name,
				email(user));
	}

	/** Without characters that do not print or that turn the text around them. */
	private static String printable(@Nullable Object given) {
		return ((given instanceof String text) ? text : "").replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "")
			.strip()
			.codePoints()
			.limit(MAX_CODE_POINTS)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

	/** An address that the provider calls unverified is none. */
	private static @Nullable String email(OAuth2User user) {
		boolean unverified = Boolean.FALSE.equals(user.getAttribute("email_verified"));
		return (!unverified && user.getAttribute(Provider.EMAIL) instanceof String email
				&& ADDRESS.matcher(email).matches()) ? email : null;
	}

}
