package dev.gatehouse.oauth2;

import java.util.Map;

import dev.gatehouse.caller.ChainDefaults;
import dev.gatehouse.caller.ChainOrder;
import dev.gatehouse.oauth2.provider.Provider;
import dev.gatehouse.oauth2.provider.ProviderAuthentication;
import dev.gatehouse.problem.CommonProblem;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientAutoConfiguration;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientPropertiesMapper;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
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
@EnableConfigurationProperties({ OAuth2Properties.class, OAuth2ClientProperties.class })
@EnableScheduling
class OAuth2Security {

	@Bean
	@Order(ChainOrder.OAUTH2)
	SecurityFilterChain oauth2Chain(HttpSecurity http, ChainDefaults defaults,
			ClientRegistrationRepository registrations, ProviderController paths, LoginAttempts attempts,
			ProviderAuthentication provider, LoginGate gate, LoginAnswers answers) {
		var begin = new OAuth2AuthorizationRequestRedirectFilter(registrations, "/auth");
		begin.setAuthorizationRequestRepository(attempts);
		begin.setAuthorizationRedirectStrategy(answers::begin);
		begin.setAuthenticationFailureHandler((request, response, failure) -> {
			// such as an unreachable database; Spring would answer 500 to everything
			throw (failure.getCause() instanceof RuntimeException fault) ? fault : failure;
		});
		var finish = new OAuth2LoginAuthenticationFilter(registrations,
				new ProviderAuthentication.NoAuthorizedClients(), ProviderController.CALLBACK);
		finish.setAuthorizationRequestRepository(attempts);
		finish.setAuthenticationManager(provider::authenticate);
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

	/** What {@link ProviderController} answers; a last chain might close it. */
	@Bean
	@Order(ChainOrder.OAUTH2 + 1)
	SecurityFilterChain providersChain(HttpSecurity http, ChainDefaults defaults) {
		return defaults.apply(http, CommonProblem.AUTHENTICATION_REQUIRED)
			.securityMatcher(ProviderController.PROVIDERS, ProviderController.LOGIN, ProviderController.CALLBACK)
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.build();
	}

	/** Spring Boot's own mapping, also for no provider at all. */
	@Bean
	InMemoryClientRegistrationRepository clientRegistrations(OAuth2ClientProperties properties) {
		Map<String, ClientRegistration> registrations = new OAuth2ClientPropertiesMapper(properties)
			.asClientRegistrations();
		registrations.values().forEach(Provider::requireSafe);
		return new InMemoryClientRegistrationRepository(registrations);
	}

}
