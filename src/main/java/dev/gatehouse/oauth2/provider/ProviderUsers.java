package dev.gatehouse.oauth2.provider;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserRequest;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserService;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.core.user.DefaultOAuth2User;
import org.springframework.security.oauth2.core.user.OAuth2User;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestTemplate;

/**
 * Asks the provider who has logged in, in OAuth2 and in OpenID Connect, and takes nothing
 * for an answer that is not of the documented form.
 */
@Component
public class ProviderUsers {

	private static final OAuth2Error UNUSABLE = new OAuth2Error("invalid_user_info_response");

	private final DefaultOAuth2UserService users = new DefaultOAuth2UserService();

	private final OidcUserService oidcUsers = new OidcUserService();

	private final PrivateEmails emails;

	@SuppressWarnings("removal") // the setter takes nothing newer yet
	ProviderUsers(ProviderHttp http, PrivateEmails emails) {
		RestTemplate template = http.restTemplate();
		template.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
		this.users.setRestOperations(template);
		this.oidcUsers.setOauth2UserService(this.users);
		this.emails = emails;
	}

	public OAuth2UserService<OAuth2UserRequest, OAuth2User> oauth2() {
		return (request) -> checked(request, this.users).map((user) -> withEmail(user, request))
			.orElseThrow(() -> new OAuth2AuthenticationException(UNUSABLE));
	}

	public OAuth2UserService<OidcUserRequest, OidcUser> oidc() {
		return (request) -> checked(request, this.oidcUsers)
			.orElseThrow(() -> new OAuth2AuthenticationException(UNUSABLE));
	}

	/** Spring lets some malformed answers out as other exceptions than its own. */
	private static <R extends OAuth2UserRequest, U extends OAuth2User> Optional<U> checked(R request,
			OAuth2UserService<R, U> service) {
		try {
			Provider provider = Provider.named(request.getClientRegistration().getRegistrationId()).orElseThrow();
			return Optional.ofNullable(service.loadUser(request))
				.filter((user) -> provider.isUserId(user.getAttribute(provider.idAttribute())));
		}
		catch (OAuth2AuthenticationException failed) {
			throw failed;
		}
		catch (RuntimeException malformed) {
			throw new OAuth2AuthenticationException(UNUSABLE, malformed);
		}
	}

	private OAuth2User withEmail(OAuth2User user, OAuth2UserRequest request) {
		if (user.getAttribute(Provider.EMAIL) != null || !isGitHub(request)) {
			return user;
		}
		Map<String, Object> attributes = new LinkedHashMap<>(user.getAttributes());
		this.emails.of(request).ifPresent((email) -> attributes.put(Provider.EMAIL, email));
		return new DefaultOAuth2User(user.getAuthorities(), attributes, Provider.GITHUB.idAttribute());
	}

	private static boolean isGitHub(OAuth2UserRequest request) {
		return request.getClientRegistration().getRegistrationId().equals(Provider.GITHUB.registrationId());
	}

}
