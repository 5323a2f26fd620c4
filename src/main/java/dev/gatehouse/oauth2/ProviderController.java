package dev.gatehouse.oauth2;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

import dev.gatehouse.oauth2.provider.Provider;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.ProblemException;

import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * Answers what the filters leave: providers that are not configured, and other methods
 * than GET.
 */
@ApiController
class ProviderController {

	private final ClientRegistrationRepository registrations;

	ProviderController(ClientRegistrationRepository registrations) {
		this.registrations = registrations;
	}

	/** The providers for which a page should show a button. */
	@GetMapping(ProviderPaths.PROVIDERS)
	ConfiguredProviders providers() {
		return new ConfiguredProviders(
				Arrays.stream(Provider.values()).map(Provider::registrationId).filter(this::isConfigured).toList());
	}

	@GetMapping({ ProviderPaths.LOGIN, ProviderPaths.CALLBACK })
	void login(@PathVariable String provider) throws HttpRequestMethodNotSupportedException {
		Provider known = Provider.named(provider).orElseThrow();
		if (isConfigured(provider)) {
			throw new HttpRequestMethodNotSupportedException("HEAD", Set.of("GET"));
		}
		throw new ProblemException(OAuth2Problem.PROVIDER_NOT_CONFIGURED, "Set %s and %s to switch this login on"
			.formatted(known.clientIdVariable(), known.clientSecretVariable()));
	}

	private boolean isConfigured(String provider) {
		return this.registrations.findByRegistrationId(provider) != null;
	}

	record ConfiguredProviders(List<String> providers) {

	}

}
