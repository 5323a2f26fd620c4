package dev.gatehouse.oauth2;

import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import dev.gatehouse.oauth2.OAuth2Properties.OpenIdProperties;
import dev.gatehouse.oauth2.OAuth2Properties.OpenIdProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientPropertiesMapper;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.web.client.RestOperations;

/**
 * The configured providers. Spring Boot would ask each issuer for its endpoints at the
 * start, and not start without an answer.
 */
final class ProviderRegistrations implements ClientRegistrationRepository {

	private final Map<String, Supplier<ClientRegistration>> registrations = new LinkedHashMap<>();

	private final Map<String, String> names = new TreeMap<>(
			Comparator.comparing((String id) -> !Provider.KNOWN.contains(id)).thenComparing(Comparator.naturalOrder()));

	ProviderRegistrations(OAuth2ClientProperties properties, OpenIdProperties openId, String publicUrl,
			Supplier<RestOperations> http, Clock clock) {
		openId.oidc().forEach((id, own) -> add(id, own, properties));
		OAuth2ClientProperties complete = new OAuth2ClientProperties();
		complete.getProvider().putAll(properties.getProvider());
		properties.getRegistration().forEach((id, registration) -> {
			Provider.requireId(id);
			if (registration.getRedirectUri() == null) {
				registration.setRedirectUri(publicUrl + "/auth/" + id + "/callback");
			}
			String key = (registration.getProvider() != null) ? registration.getProvider() : id;
			OAuth2ClientProperties.Provider provider = properties.getProvider().get(key);
			String issuer = (provider != null) ? provider.getIssuerUri() : null;
			if (provider != null && issuer != null) {
				Provider.requireIssuer(key, issuer);
				this.registrations.put(id, new Discovery(id, issuer, registration, provider, http, clock));
				this.names.put(id, (registration.getClientName() != null) ? registration.getClientName() : id);
			}
			else {
				complete.getRegistration().put(id, registration);
			}
		});
		new OAuth2ClientPropertiesMapper(complete).asClientRegistrations().forEach((id, registration) -> {
			new Provider(registration).requireSafe();
			this.registrations.put(id, () -> registration);
			this.names.put(id, registration.getClientName());
		});
	}

	private static void add(String id, OpenIdProvider own, OAuth2ClientProperties properties) {
		Provider.require(!Provider.KNOWN.contains(id), "gatehouse.oauth2.oidc." + id,
				"has the id of a provider with variables of its own", "Choose another id");
		OAuth2ClientProperties.Registration registration = new OAuth2ClientProperties.Registration();
		registration.setClientId(own.clientId());
		registration.setClientSecret(own.clientSecret());
		registration.setClientName(own.name().isBlank() ? id : own.name());
		registration.setScope(own.scope());
		properties.getRegistration().put(id, registration);
		OAuth2ClientProperties.Provider provider = new OAuth2ClientProperties.Provider();
		provider.setIssuerUri(own.issuerUri());
		properties.getProvider().put(id, provider);
	}

	/** The names of the providers by id, the known ones first. */
	Map<String, String> names() {
		return this.names;
	}

	@Override
	public @Nullable ClientRegistration findByRegistrationId(String id) {
		Supplier<ClientRegistration> registration = this.registrations.get(id);
		return (registration != null) ? registration.get() : null;
	}

	/** Whether the next search for a provider waits for it. */
	boolean waits(String id) {
		return this.registrations.get(id) instanceof Discovery discovery && !discovery.isDone();
	}

}
