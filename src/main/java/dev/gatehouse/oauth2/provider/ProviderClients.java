package dev.gatehouse.oauth2.provider;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.core.convert.converter.Converter;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.converter.ClaimTypeConverter;
import org.springframework.security.oauth2.core.endpoint.DefaultMapOAuth2AccessTokenResponseConverter;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;

/**
 * Spring's client for the exchange of codes and its verifier of id tokens, both calling
 * the provider as {@link ProviderHttp} does.
 */
@Component
public class ProviderClients implements JwtDecoderFactory<ClientRegistration> {

	private final ProviderHttp http;

	/** By registration id; each keeps the provider's published keys. */
	private final Map<String, JwtDecoder> decoders = new ConcurrentHashMap<>();

	ProviderClients(ProviderHttp http) {
		this.http = http;
	}

	public OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> tokenClient() {
		OAuth2AccessTokenResponseHttpMessageConverter tokens = new OAuth2AccessTokenResponseHttpMessageConverter();
		tokens.setAccessTokenResponseConverter(new ErrorInSuccessConverter());
		RestClientAuthorizationCodeTokenResponseClient client = new RestClientAuthorizationCodeTokenResponseClient();
		client.setRestClient(this.http.restClient()
			.configureMessageConverters((converters) -> converters.addCustomConverter(new FormHttpMessageConverter())
				.addCustomConverter(tokens))
			.build());
		return (request) -> exchange(client, request);
	}

	/** As Spring's own factory does, which has no time limits. */
	@Override
	public JwtDecoder createDecoder(ClientRegistration registration) {
		return this.decoders.computeIfAbsent(registration.getRegistrationId(), (unknown) -> decoder(registration));
	}

	private JwtDecoder decoder(ClientRegistration registration) {
		NimbusJwtDecoder decoder = NimbusJwtDecoder
			.withJwkSetUri(String.valueOf(registration.getProviderDetails().getJwkSetUri()))
			.restOperations(this.http.restTemplate())
			.build();
		decoder.setJwtValidator(
				JwtValidators.createDefaultWithValidators(List.of(new OidcIdTokenValidator(registration))));
		decoder
			.setClaimSetConverter(new ClaimTypeConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverters()));
		return (token) -> decode(decoder, token);
	}

	/** An issuer that is no address leaves Spring's validator as another exception. */
	private static Jwt decode(NimbusJwtDecoder decoder, String token) {
		try {
			return decoder.decode(token);
		}
		catch (JwtException refused) {
			throw refused;
		}
		catch (RuntimeException malformed) {
			throw new BadJwtException("malformed", malformed);
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

	/** GitHub answers a bad code with status 200 and a member {@code error}. */
	private static final class ErrorInSuccessConverter
			implements Converter<Map<String, Object>, OAuth2AccessTokenResponse> {

		private final DefaultMapOAuth2AccessTokenResponseConverter delegate = new DefaultMapOAuth2AccessTokenResponseConverter();

		@Override
		public OAuth2AccessTokenResponse convert(Map<String, Object> members) {
			if (members.get("error") instanceof String error && !error.isBlank()) {
				throw new OAuth2AuthorizationException(new OAuth2Error(error));
			}
			if (!(members.get(OAuth2ParameterNames.ACCESS_TOKEN) instanceof String)) {
				// Spring would take the text of a list for a token
				throw new OAuth2AuthorizationException(new OAuth2Error("invalid_token_response"));
			}
			return this.delegate.convert(members);
		}

	}

}
