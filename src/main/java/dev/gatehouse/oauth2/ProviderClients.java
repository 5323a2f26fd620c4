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
			.requestInterceptor(new SizeLimitInterceptor())
			.configureMessageConverters((converters) -> converters.addCustomConverter(new FormHttpMessageConverter())
				.addCustomConverter(tokens))
			.defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
			.build());
		return client;
	}

	@SuppressWarnings("removal") // the setter takes nothing newer yet
	OAuth2UserService<OAuth2UserRequest, OAuth2User> userService() {
		RestTemplate template = new RestTemplate(this.requests);
		template.getInterceptors().add(new SizeLimitInterceptor());
		template.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
		DefaultOAuth2UserService users = new DefaultOAuth2UserService();
		users.setRestOperations(template);
		return (request) -> load(users, request);
	}

	/** A user without an id is an uncaught exception in Spring's service. */
	private static OAuth2User load(DefaultOAuth2UserService users, OAuth2UserRequest request) {
		try {
			return users.loadUser(request);
		}
		catch (IllegalArgumentException unusable) {
			throw new OAuth2AuthenticationException(new OAuth2Error("invalid_user_info_response"), unusable);
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
