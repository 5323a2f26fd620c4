package dev.gatehouse.oauth2.provider;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationProvider;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserRequest;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.endpoint.DefaultMapOAuth2AccessTokenResponseConverter;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.user.DefaultOAuth2User;
import org.springframework.security.oauth2.core.user.OAuth2User;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Exchanges the code for the provider's token and asks who has logged in, through Spring
 * Security's providers for OAuth2 and OpenID Connect. Accepts no answer that is not of
 * the documented form.
 */
@Component
public class ProviderAuthentication {

	private static final Logger logger = LoggerFactory.getLogger(ProviderAuthentication.class);

	private static final Duration EMAIL_TIMEOUT = Duration.ofSeconds(2);

	private static final OAuth2Error UNUSABLE = new OAuth2Error("invalid_user_info_response");

	private final AuthenticationManager logins;

	private final RestClient emails;

	@SuppressWarnings("removal") // the setter accepts nothing newer yet
	ProviderAuthentication(ProviderHttp http) {
		this.emails = RestClient.create(http.template(EMAIL_TIMEOUT));
		DefaultOAuth2UserService users = new DefaultOAuth2UserService();
		users.setRestOperations(oauth2Template(http));
		OidcUserService oidcUsers = new OidcUserService();
		oidcUsers.setOauth2UserService(users);
		var tokens = tokenClient(http);
		var oidc = new OidcAuthorizationCodeAuthenticationProvider(tokens, oidcUsers);
		oidc.setJwtDecoderFactory(http::decoder);
		this.logins = new ProviderManager(
				new OAuth2LoginAuthenticationProvider(tokens, (request) -> withEmail(request, users.loadUser(request))),
				oidc);
	}

	/**
	 * Verifies the code of a callback, and returns the user. Spring lets some malformed
	 * answers out as other exceptions than its own.
	 */
	public Authentication authenticate(Authentication code) {
		try {
			OAuth2LoginAuthenticationToken login = (OAuth2LoginAuthenticationToken) this.logins.authenticate(code);
			Provider provider = Provider.named(login.getClientRegistration().getRegistrationId());
			OAuth2User user = Objects.requireNonNull(login.getPrincipal());
			if (!provider.isUserId(user.getAttribute(provider.idAttribute))) {
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

	private static RestTemplate oauth2Template(ProviderHttp http) {
		RestTemplate template = http.template(ProviderHttp.READ_TIMEOUT);
		template.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
		return template;
	}

	private static RestClientAuthorizationCodeTokenResponseClient tokenClient(ProviderHttp http) {
		OAuth2AccessTokenResponseHttpMessageConverter tokens = new OAuth2AccessTokenResponseHttpMessageConverter();
		tokens.setAccessTokenResponseConverter(ProviderAuthentication::tokenResponse);
		RestTemplate template = oauth2Template(http);
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

	private OAuth2User withEmail(OAuth2UserRequest request, OAuth2User user) {
		String id = Provider.GITHUB.idAttribute;
		if (Provider.named(request.getClientRegistration().getRegistrationId()) != Provider.GITHUB
				|| !Provider.GITHUB.isUserId(user.getAttribute(id)) || user.getAttribute(Provider.EMAIL) != null) {
			return user;
		}
		Map<String, Object> attributes = new LinkedHashMap<>(user.getAttributes());
		attributes.put(Provider.EMAIL, privateEmail(request));
		return new DefaultOAuth2User(user.getAuthorities(), attributes, id);
	}

	/**
	 * The primary address of a user who keeps it private, if it is verified. It is for
	 * display alone, so no failure here fails the login.
	 */
	private @Nullable String privateEmail(OAuth2UserRequest request) {
		String users = request.getClientRegistration().getProviderDetails().getUserInfoEndpoint().getUri();
		try {
			List<Email> given = this.emails.get()
				.uri(users + "/emails")
				.headers((headers) -> headers.setBearerAuth(request.getAccessToken().getTokenValue()))
				.retrieve()
				.body(new ParameterizedTypeReference<>() {
				});
			return Objects.requireNonNull(given)
				.stream()
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

	/** Keeps no token of the provider: once the user is known, nothing needs it. */
	public static final class NoAuthorizedClients implements OAuth2AuthorizedClientRepository {

		@Override
		@SuppressWarnings("TypeParameterUnusedInFormals") // the interface's
		public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(String registrationId,
				Authentication principal, HttpServletRequest request) {
			return null;
		}

		@Override
		public void saveAuthorizedClient(OAuth2AuthorizedClient client, Authentication principal,
				HttpServletRequest request, HttpServletResponse response) {
			// dropped
		}

		@Override
		public void removeAuthorizedClient(String registrationId, Authentication principal, HttpServletRequest request,
				HttpServletResponse response) {
			// never kept
		}

	}

}
