package dev.gatehouse.oauth2.provider;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

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
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.endpoint.DefaultMapOAuth2AccessTokenResponseConverter;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.user.DefaultOAuth2User;
import org.springframework.security.oauth2.core.user.OAuth2User;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
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

	private final ProviderHttp http;

	private final AuthenticationManager logins;

	private final RestClient emails;

	/** By registration id; each keeps the provider's published keys. */
	private final Map<String, JwtDecoder> decoders = new ConcurrentHashMap<>();

	@SuppressWarnings("removal") // the setter accepts nothing newer yet
	ProviderAuthentication(ProviderHttp http) {
		this.http = http;
		this.emails = RestClient.create(http.template(EMAIL_TIMEOUT));
		RestTemplate template = http.template(ProviderHttp.READ_TIMEOUT);
		template.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
		DefaultOAuth2UserService users = new DefaultOAuth2UserService();
		users.setRestOperations(template);
		OidcUserService oidcUsers = new OidcUserService();
		oidcUsers.setOauth2UserService(users);
		var tokens = tokenClient();
		var oidc = new OidcAuthorizationCodeAuthenticationProvider(tokens, oidcUsers);
		oidc.setJwtDecoderFactory((registration) -> this.decoders.computeIfAbsent(registration.getRegistrationId(),
				(unknown) -> decoder(registration)));
		this.logins = new ProviderManager(new OAuth2LoginAuthenticationProvider(tokens, users), oidc);
	}

	/**
	 * Verifies the code of a callback, and returns the user. Spring lets some malformed
	 * answers out as other exceptions than its own.
	 */
	public Authentication authenticate(Authentication code) {
		try {
			return checked((OAuth2LoginAuthenticationToken) this.logins.authenticate(code));
		}
		catch (AuthenticationException failed) {
			throw failed;
		}
		catch (RuntimeException malformed) {
			throw new OAuth2AuthenticationException(UNUSABLE, malformed);
		}
	}

	private RestClientAuthorizationCodeTokenResponseClient tokenClient() {
		OAuth2AccessTokenResponseHttpMessageConverter tokens = new OAuth2AccessTokenResponseHttpMessageConverter();
		tokens.setAccessTokenResponseConverter(ProviderAuthentication::tokenResponse);
		RestTemplate template = this.http.template(ProviderHttp.READ_TIMEOUT);
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

	/** Made as by Spring's own factory, which has no time limits. */
	private JwtDecoder decoder(ClientRegistration registration) {
		NimbusJwtDecoder decoder = NimbusJwtDecoder
			.withJwkSetUri(String.valueOf(registration.getProviderDetails().getJwkSetUri()))
			.restOperations(this.http.template(ProviderHttp.READ_TIMEOUT))
			.build();
		decoder.setJwtValidator(
				JwtValidators.createDefaultWithValidators(List.of(new OidcIdTokenValidator(registration))));
		decoder.setClaimSetConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverter());
		return decoder;
	}

	private Authentication checked(OAuth2LoginAuthenticationToken login) {
		OAuth2User user = Objects.requireNonNull(login.getPrincipal());
		Provider provider = Provider.named(login.getClientRegistration().getRegistrationId());
		if (!provider.isUserId(user.getAttribute(provider.idAttribute))) {
			throw new OAuth2AuthenticationException(UNUSABLE);
		}
		if (provider != Provider.GITHUB || user.getAttribute(Provider.EMAIL) != null) {
			return login;
		}
		Map<String, Object> attributes = new LinkedHashMap<>(user.getAttributes());
		OAuth2AccessToken token = Objects.requireNonNull(login.getAccessToken());
		attributes.put(Provider.EMAIL, privateEmail(login.getClientRegistration(), token));
		return new OAuth2LoginAuthenticationToken(login.getClientRegistration(), login.getAuthorizationExchange(),
				new DefaultOAuth2User(user.getAuthorities(), attributes, provider.idAttribute), login.getAuthorities(),
				token);
	}

	/**
	 * The primary address of a user who keeps it private, if it is verified. It is for
	 * display alone, so no failure here fails the login.
	 */
	private @Nullable String privateEmail(ClientRegistration registration, OAuth2AccessToken token) {
		String users = registration.getProviderDetails().getUserInfoEndpoint().getUri();
		try {
			List<Email> given = this.emails.get()
				.uri(users + "/emails")
				.headers((headers) -> headers.setBearerAuth(token.getTokenValue()))
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
