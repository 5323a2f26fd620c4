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

	private final String id;

	private final String issuer;

	private final OAuth2ClientProperties.Registration client;

	private final OAuth2ClientProperties.Provider provider;

	private final Supplier<RestOperations> http;

	private final Clock clock;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile @Nullable ClientRegistration found;

	private volatile Instant retryAt = Instant.MIN;

	/** Checks all but the endpoints at the start, with others in their place. */
	Discovery(String id, String issuer, OAuth2ClientProperties.Registration client,
			OAuth2ClientProperties.Provider provider, Supplier<RestOperations> http, Clock clock) {
		this.id = id;
		this.issuer = issuer;
		this.client = client;
		this.provider = provider;
		this.http = http;
		this.clock = clock;
		Set<String> scope = Objects.requireNonNullElse(client.getScope(), Set.of());
		Provider.require(scope.contains(OidcScopes.OPENID), Provider.PREFIX + "registration." + id + ".scope",
				"does not contain openid", "Add it, or set the endpoints instead of issuer-uri");
		registration(Map.of("issuer", issuer, "authorization_endpoint", issuer, "token_endpoint", issuer, "jwks_uri",
				issuer, "subject_types_supported", List.of("public")));
	}

	boolean isDone() {
		return this.found != null;
	}

	@Override
	public ClientRegistration get() {
		if (!isDone()) {
			require(this.lock.getQueueLength() < MAX_WAITING);
			this.lock.lock();
			try {
				if (!isDone()) {
					ask();
				}
			}
			finally {
				this.lock.unlock();
			}
		}
		return Objects.requireNonNull(this.found);
	}

	private void ask() {
		require(true); // another may have failed meanwhile
		try {
			// a slash at the end counts in the issuer, but not in this address
			String address = this.issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration";
			var type = new ParameterizedTypeReference<Map<String, Object>>() {
			};
			this.found = registration(
					Objects.requireNonNull(this.http.get().exchange(address, HttpMethod.GET, null, type).getBody()));
		}
		catch (RuntimeException failed) {
			this.retryAt = this.clock.instant().plus(RETRY_AFTER);
			logger.warn("The metadata of the login provider {} cannot be had or is not fit ({})", this.id,
					failed.getClass().getSimpleName());
			throw new ProblemException(OAuth2Problem.PROVIDER_UNAVAILABLE);
		}
	}

	private void require(boolean mayAsk) {
		if (!mayAsk || this.clock.instant().isBefore(this.retryAt)) {
			throw new ProblemException(OAuth2Problem.PROVIDER_UNAVAILABLE);
		}
	}

	private ClientRegistration registration(Map<String, Object> metadata) {
		if (!this.issuer.equals(metadata.get("issuer"))) {
			throw new IllegalStateException("the metadata is of another issuer");
		}
		ClientRegistration.Builder builder = ClientRegistrations.fromOidcConfiguration(metadata)
			.registrationId(this.id)
			.clientId(Objects.requireNonNull(this.client.getClientId()))
			.clientSecret(this.client.getClientSecret())
			.redirectUri(this.client.getRedirectUri())
			.scope(this.client.getScope());
		PropertyMapper map = PropertyMapper.get();
		map.from(this.client::getClientAuthenticationMethod)
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
