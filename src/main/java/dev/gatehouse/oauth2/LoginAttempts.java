package dev.gatehouse.oauth2;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;

import dev.gatehouse.oauth2.BindingCookies.Binding;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.stereotype.Component;

/**
 * Keeps pending logins as rows instead of in an HTTP session: any replica can finish what
 * another began, and an attempt serves once, within ten minutes, and in the browser that
 * began it. Nothing is serialised; what the row lacks comes from the configuration.
 */
@Component
class LoginAttempts implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {

	/** The parameter in which a browser says where it wants to go after the login. */
	static final String RETURN_TO = "return_to";

	/** The request attribute that keeps it until the end of the callback. */
	static final String RETURN_TARGET = LoginAttempts.class.getName() + ".returnTarget";

	private final JdbcClient jdbc;

	private final BindingCookies cookies;

	private final ClientRegistrationRepository registrations;

	private final List<String> returnTargets;

	private final Clock clock;

	LoginAttempts(JdbcClient jdbc, BindingCookies cookies, ClientRegistrationRepository registrations,
			OAuth2Properties properties, Clock clock) {
		this.jdbc = jdbc;
		this.cookies = cookies;
		this.registrations = registrations;
		this.returnTargets = properties.returnTargets();
		this.clock = clock;
	}

	@Override
	public void saveAuthorizationRequest(@Nullable OAuth2AuthorizationRequest attempt, HttpServletRequest request,
			HttpServletResponse response) {
		if (attempt == null) {
			return; // the interface's way to remove, which the callback does by itself
		}
		String stateHash = BindingCookies.sha256(Objects.requireNonNull(attempt.getState()));
		String verifier = Objects.requireNonNull(attempt.getAttribute(PkceParameterNames.CODE_VERIFIER));
		String registrationId = Objects.requireNonNull(attempt.getAttribute(OAuth2ParameterNames.REGISTRATION_ID));
		String nonce = attempt.getAttribute(OidcParameterNames.NONCE);
		Binding binding = Binding.generate();
		this.jdbc.sql("""
				insert into login_attempt
				(state_hash, browser_hash, registration_id, verifier, nonce, return_to, expires_at) values
				(:stateHash, :browserHash, :registrationId, :verifier, :nonce, :returnTo, :expiresAt)""")
			.paramSource(new LoginAttempt(stateHash, binding.hash(), registrationId, binding.encrypt(verifier),
					(nonce != null) ? binding.encrypt(nonce) : null, request.getParameter(RETURN_TO),
					now().plus(BindingCookies.LIFETIME)))
			.update();
		this.cookies.add(request, response, stateHash, binding);
	}

	/** No attempt can be looked at without using it up. */
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
		String stateHash = BindingCookies.sha256(state);
		Binding binding = this.cookies.find(request, stateHash);
		LoginAttempt attempt = (binding != null)
				? consume(stateHash, binding.hash(), ProviderController.registrationId(request)) : null;
		if (binding == null || attempt == null) {
			return null;
		}
		this.cookies.remove(response, stateHash);
		// asked again, since the list may have changed while the login was under way
		if (attempt.returnTo() != null && this.returnTargets.contains(attempt.returnTo())) {
			request.setAttribute(RETURN_TARGET, attempt.returnTo());
		}
		return restore(attempt, state, binding);
	}

	@Scheduled(fixedDelay = 60_000)
	void purge() {
		this.jdbc.sql("delete from login_attempt where expires_at <= :now").param("now", now()).update();
	}

	/**
	 * Uses up an attempt, for the one callback that may go on. One statement decides,
	 * however many come at once and on however many replicas.
	 */
	private @Nullable LoginAttempt consume(String stateHash, String browserHash, String registrationId) {
		int consumed = this.jdbc.sql("""
				update login_attempt set consumed_at = :now
				where state_hash = :stateHash and browser_hash = :browserHash and registration_id = :registrationId
				and consumed_at is null and expires_at > :now""")
			.param("stateHash", stateHash)
			.param("browserHash", browserHash)
			.param("registrationId", registrationId)
			.param("now", now())
			.update();
		return (consumed == 0) ? null
				: this.jdbc.sql("select * from login_attempt where state_hash = :stateHash")
					.param("stateHash", stateHash)
					.query(LoginAttempt.class)
					.optional()
					.orElse(null);
	}

	private OffsetDateTime now() {
		return OffsetDateTime.now(this.clock);
	}

	/**
	 * RFC 6749 section 3.1: no parameter twice; and never a code and an error together.
	 */
	private static boolean isPlain(HttpServletRequest request) {
		var parameters = request.getParameterMap();
		return parameters.values().stream().allMatch((values) -> values.length == 1)
				&& !(parameters.containsKey(OAuth2ParameterNames.CODE)
						&& parameters.containsKey(OAuth2ParameterNames.ERROR));
	}

	private OAuth2AuthorizationRequest restore(LoginAttempt attempt, String state, Binding binding) {
		var registration = Objects.requireNonNull(this.registrations.findByRegistrationId(attempt.registrationId()));
		return OAuth2AuthorizationRequest.authorizationCode()
			.clientId(registration.getClientId())
			.authorizationUri(Objects.requireNonNull(registration.getProviderDetails().getAuthorizationUri()))
			.redirectUri(registration.getRedirectUri())
			.scopes(registration.getScopes())
			.state(state)
			.attributes((attributes) -> {
				attributes.put(OAuth2ParameterNames.REGISTRATION_ID, attempt.registrationId());
				attributes.put(PkceParameterNames.CODE_VERIFIER, binding.decrypt(attempt.verifier()));
				if (attempt.nonce() != null) {
					attributes.put(OidcParameterNames.NONCE, binding.decrypt(attempt.nonce()));
				}
			})
			.build();
	}

	/**
	 * A login that was sent to the provider and has not come back: hashes of what the
	 * browser must bring, and the PKCE verifier and the nonce, encrypted with a key that
	 * only the browser has.
	 */
	record LoginAttempt(String stateHash, String browserHash, String registrationId, String verifier,
			@Nullable String nonce, @Nullable String returnTo, OffsetDateTime expiresAt) {

	}

}
