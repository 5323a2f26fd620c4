package dev.gatehouse.oauth2;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.stereotype.Component;

/**
 * Keeps pending logins as rows instead of in an HTTP session: any replica can finish what
 * another began, an attempt serves once, within ten minutes, and in the browser that
 * began it. Nothing is serialised; what the row lacks comes from the configuration.
 */
@Component
class LoginAttempts implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {

	private static final Duration LIFE = Duration.ofMinutes(10);

	private final LoginAttemptRows rows;

	private final BindingCookies cookies;

	private final ClientRegistrationRepository registrations;

	private final Clock clock;

	LoginAttempts(LoginAttemptRows rows, BindingCookies cookies, ClientRegistrationRepository registrations,
			Clock clock) {
		this.rows = rows;
		this.cookies = cookies;
		this.registrations = registrations;
		this.clock = clock;
	}

	@Override
	public void saveAuthorizationRequest(@Nullable OAuth2AuthorizationRequest attempt, HttpServletRequest request,
			HttpServletResponse response) {
		if (attempt == null) {
			return; // the interface's way to remove, which the callback does by itself
		}
		String stateHash = BrowserBinding.sha256(Objects.requireNonNull(attempt.getState()));
		String verifier = Objects.requireNonNull(attempt.getAttribute(PkceParameterNames.CODE_VERIFIER));
		String registrationId = Objects.requireNonNull(attempt.getAttribute(OAuth2ParameterNames.REGISTRATION_ID));
		String nonce = attempt.getAttribute(OidcParameterNames.NONCE);
		BrowserBinding binding = BrowserBinding.generate();
		this.rows.save(new LoginAttempt(stateHash, binding.hash(), registrationId, binding.encrypt(verifier),
				(nonce != null) ? binding.encrypt(nonce) : null, ReturnTargets.wishedIn(request),
				this.clock.instant().plus(LIFE)));
		this.cookies.add(request, response, stateHash, binding, LIFE);
	}

	/** Nothing can be looked at without using it up. */
	@Override
	public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
		return null;
	}

	@Override
	public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(HttpServletRequest request,
			HttpServletResponse response) {
		if (!isPlain(request)) {
			return null;
		}
		String state = request.getParameter(OAuth2ParameterNames.STATE);
		String stateHash = BrowserBinding.sha256(state);
		Optional<BrowserBinding> binding = this.cookies.find(request, stateHash);
		if (binding.isEmpty() || !consume(request, stateHash, binding.get())) {
			return null;
		}
		this.cookies.remove(response, stateHash);
		LoginAttempt attempt = this.rows.findById(stateHash).orElse(null);
		if (attempt == null) {
			return null;
		}
		ReturnTargets.keep(request, attempt.returnTo());
		return restore(attempt, state, binding.get());
	}

	@Scheduled(fixedDelay = 60_000)
	void purge() {
		this.rows.deleteExpired(this.clock.instant());
	}

	/**
	 * RFC 6749 section 3.1: no parameter twice; and never a code and an error together.
	 */
	private static boolean isPlain(HttpServletRequest request) {
		Map<String, String[]> parameters = request.getParameterMap();
		return parameters.values().stream().allMatch((values) -> values.length == 1)
				&& !(parameters.containsKey(OAuth2ParameterNames.CODE)
						&& parameters.containsKey(OAuth2ParameterNames.ERROR));
	}

	private boolean consume(HttpServletRequest request, String stateHash, BrowserBinding binding) {
		String registrationId = ProviderPaths.registrationId(request);
		Instant now = this.clock.instant();
		return this.rows.consume(stateHash, binding.hash(), registrationId, now) == 1;
	}

	private @Nullable OAuth2AuthorizationRequest restore(LoginAttempt attempt, String state, BrowserBinding binding) {
		ClientRegistration registration = this.registrations.findByRegistrationId(attempt.registrationId());
		if (registration == null) {
			return null; // switched off since the login began
		}
		Map<String, Object> attributes = new HashMap<>();
		attributes.put(OAuth2ParameterNames.REGISTRATION_ID, attempt.registrationId());
		attributes.put(PkceParameterNames.CODE_VERIFIER, binding.decrypt(attempt.verifier()));
		if (attempt.nonce() != null) {
			attributes.put(OidcParameterNames.NONCE, binding.decrypt(attempt.nonce()));
		}
		return OAuth2AuthorizationRequest.authorizationCode()
			.clientId(registration.getClientId())
			.authorizationUri(Objects.requireNonNull(registration.getProviderDetails().getAuthorizationUri()))
			.redirectUri(registration.getRedirectUri())
			.scopes(registration.getScopes())
			.state(state)
			.attributes(attributes)
			.build();
	}

}
