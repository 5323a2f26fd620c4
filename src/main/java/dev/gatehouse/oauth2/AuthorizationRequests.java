package dev.gatehouse.oauth2;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import dev.gatehouse.attempt.LoginAttempt;
import dev.gatehouse.attempt.LoginAttempts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.stereotype.Component;

/**
 * Keeps what was sent to a provider as a login attempt of ten minutes. Its handle is the
 * state, and the secret in the cookie of the browser is the PKCE verifier.
 */
@Component
record AuthorizationRequests(LoginAttempts attempts, ClientRegistrationRepository registrations,
		OAuth2Properties properties) implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {

	/** The parameter in which a browser says where it wants to go after the login. */
	static final String RETURN_TO = "return_to";

	/** Who answers (RFC 9207), without which an answer of another provider could pass. */
	private static final String ISS = "iss";

	static final Duration LIFETIME = Duration.ofMinutes(10);

	@Override
	public void saveAuthorizationRequest(@Nullable OAuth2AuthorizationRequest sent, HttpServletRequest request,
			HttpServletResponse response) {
		if (sent != null) { // null removes an attempt, which the callback does itself
			LoginAttempt attempt = new LoginAttempt(Objects.requireNonNull(sent.getState()),
					Objects.requireNonNull(sent.getAttribute(PkceParameterNames.CODE_VERIFIER)),
					Objects.requireNonNull(sent.getAttribute(OAuth2ParameterNames.REGISTRATION_ID)),
					sent.getAttribute(OidcParameterNames.NONCE), request.getParameter(RETURN_TO));
			this.attempts.begin(attempt, LIFETIME, request, response);
		}
	}

	/** Nobody can read an attempt without using it up. */
	@Override
	public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
		return null;
	}

	@Override
	public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(HttpServletRequest request,
			HttpServletResponse response) {
		if (!isPlain(request.getParameterMap())) {
			return null;
		}
		String state = request.getParameter(OAuth2ParameterNames.STATE);
		Optional<LoginAttempt> used = this.attempts.finish(state, ProviderController.provider(request), request)
			.filter((attempt) -> new Provider(registration(attempt)).isIssuer(request.getParameterValues(ISS)));
		// checked again, because the configuration may have changed during the login
		used.map(LoginAttempt::returnTo)
			.filter(this.properties.returnTargets()::contains)
			.ifPresent((target) -> request.setAttribute(RETURN_TO, target));
		return used.map(this::restore).orElse(null);
	}

	/**
	 * RFC 6749 section 3.1: no parameter twice; and never a code with an error. An issuer
	 * is another check, which uses up the attempt.
	 */
	private static boolean isPlain(Map<String, String[]> parameters) {
		return parameters.entrySet()
			.stream()
			.allMatch((each) -> each.getValue().length == 1 || each.getKey().equals(ISS))
				&& !(parameters.containsKey(OAuth2ParameterNames.CODE)
						&& parameters.containsKey(OAuth2ParameterNames.ERROR));
	}

	private ClientRegistration registration(LoginAttempt attempt) {
		return Objects.requireNonNull(this.registrations.findByRegistrationId(attempt.purpose()));
	}

	/** What the row does not have comes from the configuration. */
	private OAuth2AuthorizationRequest restore(LoginAttempt attempt) {
		ClientRegistration registration = registration(attempt);
		return OAuth2AuthorizationRequest.authorizationCode()
			.clientId(registration.getClientId())
			.authorizationUri(Objects.requireNonNull(registration.getProviderDetails().getAuthorizationUri()))
			.redirectUri(registration.getRedirectUri())
			.scopes(registration.getScopes())
			.state(attempt.handle())
			.attributes((attributes) -> {
				attributes.put(OAuth2ParameterNames.REGISTRATION_ID, attempt.purpose());
				attributes.put(PkceParameterNames.CODE_VERIFIER, attempt.secret());
				if (attempt.nonce() != null) {
					attributes.put(OidcParameterNames.NONCE, attempt.nonce());
				}
			})
			.build();
	}

}
