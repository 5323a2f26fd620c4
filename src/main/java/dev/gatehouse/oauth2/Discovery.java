package dev.gatehouse.oauth2;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import dev.gatehouse.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpMethod;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.web.client.RestOperations;

/**
 * Asks an OpenID provider for its endpoints at its first login (OpenID Connect Discovery
 * 1.0). The answer is kept; after a failure nobody waits for the provider for a while.
 */
final class Discovery implements Supplier<ClientRegistration> {

	private static final Logger logger = LoggerFactory.getLogger(Discovery.class);

	private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

	/** Others would take the place of logins at other providers. */
	private static final int MAX_WAITING = 10;

	private final Client client;

	private final Supplier<RestOperations> http;

	private final Clock clock;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile @Nullable ClientRegistration found;

	private volatile Instant retryAt = Instant.MIN;

	Discovery(Client client, Supplier<RestOperations> http, Clock clock) {
		client.requireSafe();
		this.client = client;
		this.http = http;
		this.clock = clock;
	}

	boolean isDone() {
		return this.found != null;
	}

	@Override
	public ClientRegistration get() {
		ClientRegistration known = this.found;
		if (known != null) {
			return known;
		}
		require(this.lock.getQueueLength() < MAX_WAITING);
		this.lock.lock();
		try {
			known = this.found;
			return (known != null) ? known : ask();
		}
		finally {
			this.lock.unlock();
		}
	}

	private ClientRegistration ask() {
		require(!this.clock.instant().isBefore(this.retryAt));
		try {
			Map<String, Object> metadata = Objects.requireNonNull(this.http.get()
				.exchange(this.client.metadataUri(), HttpMethod.GET, null,
						new ParameterizedTypeReference<Map<String, Object>>() {
						})
				.getBody());
			ClientRegistration registration = this.client.with(metadata);
			this.found = registration;
			return registration;
		}
		catch (RuntimeException failed) {
			this.retryAt = this.clock.instant().plus(RETRY_AFTER);
			logger.warn("The metadata of the login provider {} cannot be had or is not fit ({})", this.client.id(),
					failed.getClass().getSimpleName());
			throw new ProblemException(OAuth2Problem.PROVIDER_UNAVAILABLE);
		}
	}

	private void require(boolean mayAsk) {
		if (!mayAsk || this.clock.instant().isBefore(this.retryAt)) {
			throw new ProblemException(OAuth2Problem.PROVIDER_UNAVAILABLE);
		}
	}

	/** This service at an OpenID provider, as configured. */
	record Client(String id, String issuer, OAuth2ClientProperties.Registration registration,
			OAuth2ClientProperties.Provider provider) {

		/** With endpoints of no use, so that all but them is checked at the start. */
		void requireSafe() {
			Set<String> scope = this.registration.getScope();
			if (scope == null) {
				this.registration.setScope(Set.of(OidcScopes.OPENID, OidcScopes.PROFILE, OidcScopes.EMAIL));
			}
			Provider.require(scope == null || scope.contains(OidcScopes.OPENID),
					Provider.PREFIX + "registration." + this.id + ".scope", "does not contain openid",
					"Add it, or set the endpoints instead of issuer-uri");
			with(Map.of("issuer", this.issuer, "authorization_endpoint", this.issuer, "token_endpoint", this.issuer,
					"jwks_uri", this.issuer, "subject_types_supported", List.of("public")));
		}

		/** The issuer is what is configured, apart from a slash at its end. */
		String metadataUri() {
			return this.issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration";
		}

		ClientRegistration with(Map<String, Object> metadata) {
			if (!this.issuer.equals(metadata.get("issuer"))) {
				throw new IllegalStateException("the metadata is of another issuer");
			}
			ClientRegistration.Builder builder = ClientRegistrations.fromOidcConfiguration(metadata)
				.registrationId(this.id)
				.clientId(Objects.requireNonNull(this.registration.getClientId()))
				.clientSecret(this.registration.getClientSecret())
				.redirectUri(this.registration.getRedirectUri())
				.scope(this.registration.getScope());
			PropertyMapper map = PropertyMapper.get();
			map.from(this.registration::getClientAuthenticationMethod)
				.as(ClientAuthenticationMethod::valueOf)
				.to(builder::clientAuthenticationMethod);
			map.from(this.provider::getAuthorizationUri).to(builder::authorizationUri);
			map.from(this.provider::getTokenUri).to(builder::tokenUri);
			map.from(this.provider::getUserInfoUri).to(builder::userInfoUri);
			map.from(this.provider::getJwkSetUri).to(builder::jwkSetUri);
			map.from(this.provider::getUserNameAttribute).to(builder::userNameAttributeName);
			return new Provider(builder.build()).requireSafe().registration();
		}

	}

}
