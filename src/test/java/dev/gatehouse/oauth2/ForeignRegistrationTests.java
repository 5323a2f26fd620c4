package dev.gatehouse.oauth2;

import java.time.Clock;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.oauth2.client.CommonOAuth2Provider;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * A service that has other OAuth2 clients, and declares the registrations itself.
 */
class ForeignRegistrationTests {

	private final WebApplicationContextRunner service = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(configurations()))
		.withBean(Clock.class, Clock::systemUTC)
		.withBean(JsonMapper.class, JsonMapper::new)
		.withBean(JdbcClient.class, () -> mock(JdbcClient.class))
		.withBean(ProviderLogins.class, () -> mock(ProviderLogins.class));

	@Test
	void registrationsWhenOfTheServiceThenAreTakenAndOthersLeftAlone() {
		this.service
			.withBean(ClientRegistrationRepository.class,
					() -> registrations("https://shop.example/auth/github/callback"))
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(ClientRegistrationRepository.class);
				assertThat(context.getBean(ProviderController.class).providers().providers()).containsExactly("github");
			});
	}

	@Test
	void registrationsWhenOfTheServiceAndUnsafeThenServiceDoesNotStart() {
		this.service.withBean(ClientRegistrationRepository.class, () -> registrations("{baseUrl}/auth/github/callback"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("redirect-uri must be a complete URL"));
	}

	private static ClientRegistrationRepository registrations(String redirectUri) {
		return new InMemoryClientRegistrationRepository(
				registration(CommonOAuth2Provider.GITHUB, "github").redirectUri(redirectUri).build(),
				registration(CommonOAuth2Provider.FACEBOOK, "facebook").build());
	}

	private static ClientRegistration.Builder registration(CommonOAuth2Provider provider, String id) {
		return provider.getBuilder(id).clientId("id").clientSecret("secret");
	}

	private static Class<?>[] configurations() {
		Stream<Class<?>> ours = StreamSupport
			.stream(ImportCandidates.load(AutoConfiguration.class, null).spliterator(), false)
			.filter((name) -> name.matches("dev\\.gatehouse\\.(problem|caller|attempt|oauth2)\\..*"))
			.map((name) -> ClassUtils.resolveClassName(name, null));
		return Stream
			.concat(ours, Stream.of(SecurityAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class))
			.toArray(Class<?>[]::new);
	}

}
