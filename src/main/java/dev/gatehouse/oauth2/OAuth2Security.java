package dev.gatehouse.oauth2;

import java.util.Map;

import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.caller.ChainOrder;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.jwt.JwtProblem;
import dev.gatehouse.oauth2.provider.Provider;
import dev.gatehouse.oauth2.provider.ProviderClients;
import dev.gatehouse.oauth2.provider.ProviderUsers;
import dev.gatehouse.session.LoginStarts;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientPropertiesMapper;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.util.Assert;

/**
 * The chain of scheme three: {@code /auth/github} and its callback, through Spring
 * Security's OAuth2 client, without an HTTP session.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OAuth2ClientProperties.class)
class OAuth2Security {

	@Bean
	@Order(ChainOrder.OAUTH2)
	SecurityFilterChain oauth2Chain(HttpSecurity http, ChainDefaults defaults,
			InMemoryClientRegistrationRepository registrations, LoginAttempts attempts, ProviderClients clients,
			ProviderUsers users, LoginRedirect redirect, LoginSuccessHandler success, LoginFailureHandler failure,
			LoginStarts starts, ReturnTargets targets, LoginAnswers answers, MeterRegistry metrics) throws Exception {
		return defaults.apply(http, JwtProblem.TOKEN_MISSING, Scheme.JWT)
			.securityMatcher(ProviderPaths.of(registrations))
			.oauth2Login((login) -> login.clientRegistrationRepository(registrations)
				.authorizedClientRepository(new ForgetfulClients())
				.authorizationEndpoint((start) -> start.baseUri(ProviderPaths.BASE)
					.authorizationRequestRepository(attempts)
					.authorizationRedirectStrategy(redirect))
				.redirectionEndpoint((callback) -> callback.baseUri(ProviderPaths.CALLBACK))
				.tokenEndpoint((token) -> token.accessTokenResponseClient(clients.tokenClient()))
				.userInfoEndpoint((user) -> user.userService(users.oauth2()).oidcUserService(users.oidc()))
				.successHandler(success)
				.failureHandler(failure)
				.withObjectPostProcessor(new LoginStartFault()))
			.addFilterBefore(new LoginGate(starts, targets, answers, metrics),
					OAuth2AuthorizationRequestRedirectFilter.class)
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.build();
	}

	/** Spring Boot's own mapping, also for no provider at all. */
	@Bean
	InMemoryClientRegistrationRepository clientRegistrations(OAuth2ClientProperties properties) {
		Map<String, ClientRegistration> registrations = new OAuth2ClientPropertiesMapper(properties)
			.asClientRegistrations();
		registrations.values().forEach(OAuth2Security::requireSafe);
		return new InMemoryClientRegistrationRepository(registrations);
	}

	/**
	 * What a registration must not leave to chance: a template such as {baseUrl} would
	 * take the host from the request, and users known by a name would be mixed up when
	 * names change hands.
	 */
	private static void requireSafe(ClientRegistration registration) {
		String id = registration.getRegistrationId();
		String prefix = "spring.security.oauth2.client.";
		Provider provider = Provider.named(id)
			.orElseThrow(() -> new IllegalStateException(
					"%sregistration.%s is not a provider that this service knows: github, google".formatted(prefix,
							id)));
		Assert.state(registration.getRedirectUri() != null && !registration.getRedirectUri().contains("{"),
				() -> "%sregistration.%s.redirect-uri must be a complete URL without {…}".formatted(prefix, id));
		ClientRegistration.ProviderDetails details = registration.getProviderDetails();
		Assert.state(provider.idAttribute().equals(details.getUserInfoEndpoint().getUserNameAttributeName()),
				() -> "%sprovider.%s.user-name-attribute must be %s".formatted(prefix, id, provider.idAttribute()));
		Assert.state(!registration.getScopes().contains("openid") || details.getJwkSetUri() != null,
				() -> "%sprovider.%s.jwk-set-uri is missing".formatted(prefix, id));
	}

}
