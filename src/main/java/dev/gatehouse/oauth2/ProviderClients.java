package dev.gatehouse.oauth2;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;

import org.springframework.core.convert.converter.Converter;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserRequest;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserService;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.endpoint.DefaultMapOAuth2AccessTokenResponseConverter;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.user.OAuth2User;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Spring's two clients for the provider, with limits that they lack: two seconds to
 * connect, five to answer, one megabyte, no redirects.
 */
@Component
class ProviderClients {

	private static final Duration CONNECT = Duration.ofSeconds(2);

	private static final Duration READ = Duration.ofSeconds(5);

	private final ClientHttpRequestFactory requests = requestFactory();

	OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> tokenClient() {
		OAuth2AccessTokenResponseHttpMessageConverter tokens = new OAuth2AccessTokenResponseHttpMessageConverter();
		tokens.setAccessTokenResponseConverter(new ErrorInSuccessConverter());
		RestClientAuthorizationCodeTokenResponseClient client = new RestClientAuthorizationCodeTokenResponseClient();
		client.setRestClient(RestClient.builder()
			.requestFactory(this.requests)
			.requestInterceptor(new AnswerLimitInterceptor(READ))
			.configureMessageConverters((converters) -> converters.addCustomConverter(new FormHttpMessageConverter())
				.addCustomConverter(tokens))
			.defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
			.build());
		return (request) -> exchange(client, request);
	}

	@SuppressWarnings("removal") // the setter takes nothing newer yet
	OAuth2UserService<OAuth2UserRequest, OAuth2User> userService() {
		RestTemplate template = new RestTemplate(this.requests);
		template.getInterceptors().add(new AnswerLimitInterceptor(READ));
		template.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
		DefaultOAuth2UserService users = new DefaultOAuth2UserService();
		users.setRestOperations(template);
		return (request) -> load(users, request);
	}

	/** Spring lets some malformed answers out as other exceptions than its own. */
	private static OAuth2User load(DefaultOAuth2UserService users, OAuth2UserRequest request) {
		OAuth2Error unusable = new OAuth2Error("invalid_user_info_response");
		try {
			OAuth2User user = users.loadUser(request);
			Provider provider = Provider.named(request.getClientRegistration().getRegistrationId()).orElseThrow();
			if (!provider.isUserId(user.getAttribute(provider.idAttribute()))) {
				throw new OAuth2AuthenticationException(unusable);
			}
			return user;
		}
		catch (OAuth2AuthenticationException failed) {
			throw failed;
		}
		catch (RuntimeException malformed) {
			throw new OAuth2AuthenticationException(unusable, malformed);
		}
	}

	private static OAuth2AccessTokenResponse exchange(RestClientAuthorizationCodeTokenResponseClient client,
			OAuth2AuthorizationCodeGrantRequest request) {
		try {
			return client.getTokenResponse(request);
		}
		catch (OAuth2AuthorizationException failed) {
			throw failed;
		}
		catch (RuntimeException malformed) {
			throw new OAuth2AuthorizationException(new OAuth2Error("invalid_token_response"), malformed);
		}
	}

	private static ClientHttpRequestFactory requestFactory() {
		HttpClient client = HttpClient.newBuilder()
			.connectTimeout(CONNECT)
			.followRedirects(HttpClient.Redirect.NEVER)
			.build();
		JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(client);
		factory.setReadTimeout(READ);
		return factory;
	}

	/** GitHub answers a bad code with status 200 and a member {@code error}. */
	private static final class ErrorInSuccessConverter
			implements Converter<Map<String, Object>, OAuth2AccessTokenResponse> {

		private final DefaultMapOAuth2AccessTokenResponseConverter delegate = new DefaultMapOAuth2AccessTokenResponseConverter();

		@Override
		public OAuth2AccessTokenResponse convert(Map<String, Object> members) {
			if (members.get("error") instanceof String error && !error.isBlank()) {
				throw new OAuth2AuthorizationException(new OAuth2Error(error));
			}
			return this.delegate.convert(members);
		}

	}

}
