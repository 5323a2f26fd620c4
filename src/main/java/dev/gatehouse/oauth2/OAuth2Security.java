package dev.gatehouse.oauth2;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.Objects;

import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.caller.ChainOrder;
import dev.gatehouse.oauth2.OAuth2Properties.OpenIdProperties;
import dev.gatehouse.problem.CommonProblem;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientAutoConfiguration;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2LoginAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The beans of this folder, with the chains of scheme three: Spring Security's two
 * filters of an OAuth2 login, without an HTTP session. Comes before Spring Boot's own
 * configuration, which fills in what is missing.
 */
@AutoConfiguration(before = { OAuth2ClientAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class,
		ManagementWebSecurityAutoConfiguration.class })
@ComponentScan
@EnableConfigurationProperties({ OAuth2Properties.class, OpenIdProperties.class, OAuth2ClientProperties.class })
@EnableScheduling
class OAuth2Security {

	@Bean
	@Order(ChainOrder.OAUTH2)
	SecurityFilterChain oauth2Chain(HttpSecurity http, ChainDefaults defaults,
			ClientRegistrationRepository registrations, ProviderController paths, AuthorizationRequests attempts,
			ObjectProvider<ProviderAuthentication> provider, LoginGate gate, LoginAnswers answers) {
		if (!(registrations instanceof ProviderRegistrations)) {
			Provider.KNOWN.stream()
				.map(registrations::findByRegistrationId)
				.filter(Objects::nonNull)
				.forEach((known) -> new Provider(known).requireSafe());
		}
		var begin = new OAuth2AuthorizationRequestRedirectFilter(registrations, "/auth");
		begin.setAuthorizationRequestRepository(attempts);
		begin.setAuthorizationRedirectStrategy(answers::begin);
		begin.setAuthenticationFailureHandler((request, response, failure) -> {
			// such as an unreachable database, to which Spring would answer 500
			throw (failure.getCause() instanceof RuntimeException fault) ? fault : failure;
		});
		var finish = new OAuth2LoginAuthenticationFilter(registrations, noAuthorizedClients(),
				ProviderController.CALLBACK);
		finish.setAuthorizationRequestRepository(attempts);
		finish.setAuthenticationManager((code) -> provider.getObject().authenticate(code));
		finish.setAuthenticationSuccessHandler(answers::succeed);
		finish.setAuthenticationFailureHandler(answers::fail);
		return defaults.apply(http, CommonProblem.AUTHENTICATION_REQUIRED)
			.securityMatcher(paths::isLogin)
			.addFilterBefore(gate::doFilter, OAuth2AuthorizationRequestRedirectFilter.class)
			.addFilter(begin)
			.addFilter(finish)
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.build();
	}

	/** Opens what {@link ProviderController} answers where the last chain is closed. */
	@Bean
	@ConditionalOnProperty(name = "gatehouse.last-chain", matchIfMissing = true)
	@Order(ChainOrder.OAUTH2 + 1)
	SecurityFilterChain providersChain(HttpSecurity http, ChainDefaults defaults) {
		return defaults.apply(http, CommonProblem.AUTHENTICATION_REQUIRED)
			.securityMatcher(ProviderController.PROVIDERS, ProviderController.LOGIN, ProviderController.CALLBACK)
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.build();
	}

	@Bean
	@ConditionalOnMissingBean(ClientRegistrationRepository.class)
	ProviderRegistrations clientRegistrations(OAuth2ClientProperties properties, OpenIdProperties openId,
			@Value("${gatehouse.public-url:http://localhost:8080}") String publicUrl, ObjectProvider<ProviderHttp> http,
			Clock clock) {
		return new ProviderRegistrations(properties, openId, publicUrl,
				() -> http.getObject().template(ProviderHttp.READ_TIMEOUT), clock);
	}

	/** Keeps no token of a provider: nothing needs it after the login. */
	private static OAuth2AuthorizedClientRepository noAuthorizedClients() {
		Class<?>[] type = { OAuth2AuthorizedClientRepository.class };
		return (OAuth2AuthorizedClientRepository) Proxy.newProxyInstance(OAuth2Security.class.getClassLoader(), type,
				(proxy, method, arguments) -> null);
	}

}
