package dev.gatehouse.oauth2;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Lazy;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationProvider;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserRequest;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.endpoint.DefaultMapOAuth2AccessTokenResponseConverter;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.user.OAuth2User;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Exchanges the code for the provider's token and asks who has logged in, through Spring
 * Security's providers for OAuth2 and OpenID Connect. Accepts only answers of the
 * documented form.
 */
@Component
@Lazy
class ProviderAuthentication {

	private static final Logger logger = LoggerFactory.getLogger(ProviderAuthentication.class);

	private static final Duration EMAIL_TIMEOUT = Duration.ofSeconds(2);

	static final OAuth2Error UNUSABLE = new OAuth2Error("invalid_user_info_response");

	private final RestClient emails;

	private final AuthenticationManager logins;

	@SuppressWarnings("removal") // the setter accepts nothing newer yet
	ProviderAuthentication(ProviderHttp http) {
		this.emails = RestClient.create(http.template(EMAIL_TIMEOUT));
		DefaultOAuth2UserService users = new DefaultOAuth2UserService();
		users.setRestOperations(http.template(ProviderHttp.READ_TIMEOUT));
		users.setAttributesConverter((request) -> (attributes) -> withEmail(request, attributes));
		OidcUserService oidcUsers = new OidcUserService();
		oidcUsers.setOauth2UserService(users);
		RestClientAuthorizationCodeTokenResponseClient tokens = tokenClient(http.template(ProviderHttp.READ_TIMEOUT));
		var oidc = new OidcAuthorizationCodeAuthenticationProvider(tokens, oidcUsers);
		oidc.setJwtDecoderFactory(new IdTokenDecoders(http.template(ProviderHttp.READ_TIMEOUT)));
		this.logins = new ProviderManager(new OAuth2LoginAuthenticationProvider(tokens, users), oidc);
	}

	/**
	 * Verifies the code of a callback, and returns the user. A malformed answer can make
	 * Spring throw another exception than its own.
	 */
	public Authentication authenticate(Authentication code) {
		try {
			OAuth2LoginAuthenticationToken login = (OAuth2LoginAuthenticationToken) this.logins.authenticate(code);
			ClientRegistration registration = login.getClientRegistration();
			String idAttribute = registration.getProviderDetails().getUserInfoEndpoint().getUserNameAttributeName();
			OAuth2User user = Objects.requireNonNull(login.getPrincipal());
			if (!new Provider(registration).isUserId(user.getAttribute(String.valueOf(idAttribute)))) {
				throw new OAuth2AuthenticationException(UNUSABLE);
			}
			return login;
		}
		catch (AuthenticationException failed) {
			throw failed;
		}
		catch (RuntimeException malformed) {
			throw new OAuth2AuthenticationException(UNUSABLE, malformed);
		}
	}

	private static RestClientAuthorizationCodeTokenResponseClient tokenClient(RestTemplate template) {
		OAuth2AccessTokenResponseHttpMessageConverter tokens = new OAuth2AccessTokenResponseHttpMessageConverter();
		tokens.setAccessTokenResponseConverter(ProviderAuthentication::tokenResponse);
		template.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
		template.setMessageConverters(List.of(new FormHttpMessageConverter(), tokens));
		RestClientAuthorizationCodeTokenResponseClient client = new RestClientAuthorizationCodeTokenResponseClient();
		client.setRestClient(RestClient.create(template));
		return client;
	}

	/** GitHub answers a bad code with status 200 and a member {@code error}. */
	private static OAuth2AccessTokenResponse tokenResponse(Map<String, Object> members) {
		if (members.get(OAuth2ParameterNames.ERROR) instanceof String error && !error.isBlank()) {
			throw new OAuth2AuthorizationException(new OAuth2Error(error));
		}
		if (!(members.get(OAuth2ParameterNames.ACCESS_TOKEN) instanceof String)) {
			// Spring would take the text of a list for a token
			throw new OAuth2AuthorizationException(new OAuth2Error("invalid_token_response"));
		}
		return new DefaultMapOAuth2AccessTokenResponseConverter().convert(members);
	}

	/** GitHub names no address of a user who keeps it private. */
	private Map<String, Object> withEmail(OAuth2UserRequest request, Map<String, Object> attributes) {
		Provider provider = new Provider(request.getClientRegistration());
		if (provider.id().equals(Provider.GITHUB) && provider.isUserId(attributes.get("id"))) {
			attributes.computeIfAbsent(Provider.EMAIL, (missing) -> privateEmail(request));
		}
		return attributes;
	}

	/**
	 * The primary address, if it is verified. A failure here does not fail the login,
	 * because the address is only displayed.
	 */
	private @Nullable String privateEmail(OAuth2UserRequest request) {
		String users = request.getClientRegistration().getProviderDetails().getUserInfoEndpoint().getUri();
		try {
			Email[] given = this.emails.get()
				.uri(users + "/emails")
				.headers((headers) -> headers.setBearerAuth(request.getAccessToken().getTokenValue()))
				.retrieve()
				.body(Email[].class);
			return Stream.of(Objects.requireNonNull(given))
				.filter((email) -> email != null && email.primary() && email.verified())
				.map(Email::email)
				.findFirst()
				.orElse(null);
		}
		catch (RuntimeException failed) {
			logger.info("The private e-mail address of a user is unknown ({})", failed.getClass().getSimpleName());
			return null;
		}
	}

	/** The members of GitHub's answer that matter here. */
	record Email(String email, boolean primary, boolean verified) {

	}

}
