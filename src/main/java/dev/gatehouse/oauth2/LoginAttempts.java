package dev.gatehouse.oauth2;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.core.token.Sha512DigestUtils;
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
 * began it. The cookie of that browser is the PKCE verifier. The row has only its hash,
 * so that a reader of the table can finish no login.
 */
@Component
record LoginAttempts(JdbcClient jdbc, BindingCookies cookies, ClientRegistrationRepository registrations,
		OAuth2Properties properties,
		Clock clock) implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {

	/** The parameter in which a browser says where it wants to go after the login. */
	static final String RETURN_TO = "return_to";

	static final Duration LIFETIME = Duration.ofMinutes(10);

	@Override
	public void saveAuthorizationRequest(@Nullable OAuth2AuthorizationRequest attempt, HttpServletRequest request,
			HttpServletResponse response) {
		if (attempt == null) {
			return; // null removes an attempt, which the callback does itself
		}
		String stateHash = Sha512DigestUtils.shaHex(Objects.requireNonNull(attempt.getState()));
		String verifier = Objects.requireNonNull(attempt.getAttribute(PkceParameterNames.CODE_VERIFIER));
		this.jdbc.sql("""
				insert into login_attempt
				(state_hash, verifier_hash, registration_id, nonce, return_to, expires_at) values
				(:stateHash, :verifierHash, :registrationId, :nonce, :returnTo, :expiresAt)""")
			.paramSource(new LoginAttempt(stateHash, Sha512DigestUtils.shaHex(verifier),
					Objects.requireNonNull(attempt.getAttribute(OAuth2ParameterNames.REGISTRATION_ID)),
					attempt.getAttribute(OidcParameterNames.NONCE), request.getParameter(RETURN_TO),
					now().plus(LIFETIME)))
			.update();
		this.cookies.add(request, response, stateHash, verifier, LIFETIME);
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
		String stateHash = Sha512DigestUtils.shaHex(state);
		String verifier = this.cookies.find(request, stateHash);
		LoginAttempt attempt = (verifier == null) ? null
				: consume(stateHash, Sha512DigestUtils.shaHex(verifier), ProviderController.provider(request))
					.orElse(null);
		if (attempt == null) {
			return null;
		}
		// checked again, because the configuration may have changed during the login
		if (attempt.returnTo() != null && this.properties.returnTargets().contains(attempt.returnTo())) {
			request.setAttribute(RETURN_TO, attempt.returnTo());
		}
		return restore(attempt, state, Objects.requireNonNull(verifier));
	}

	@Scheduled(fixedDelay = 60_000)
	void purge() {
		this.jdbc.sql("delete from login_attempt where expires_at <= :now").param("now", now()).update();
	}

	/**
	 * Uses up an attempt. One delete succeeds, also of parallel ones on many replicas.
	 */
	private Optional<LoginAttempt> consume(String stateHash, String verifierHash, String provider) {
		return this.jdbc.sql("""
				select * from login_attempt where state_hash = :stateHash and verifier_hash = :verifierHash
				and registration_id = :provider and expires_at > :now""")
			.params(Map.of("stateHash", stateHash, "verifierHash", verifierHash, "provider", provider, "now", now()))
			.query(LoginAttempt.class)
			.optional()
			.filter((attempt) -> this.jdbc.sql("delete from login_attempt where state_hash = :stateHash")
				.param("stateHash", stateHash)
				.update() == 1);
	}

	private OffsetDateTime now() {
		return OffsetDateTime.now(this.clock);
	}

	/** RFC 6749 section 3.1: no parameter twice; and never a code with an error. */
	private static boolean isPlain(Map<String, String[]> parameters) {
		return parameters.values().stream().allMatch((values) -> values.length == 1)
				&& !(parameters.containsKey(OAuth2ParameterNames.CODE)
						&& parameters.containsKey(OAuth2ParameterNames.ERROR));
	}

	/** What the row does not have comes from the configuration. */
	private OAuth2AuthorizationRequest restore(LoginAttempt attempt, String state, String verifier) {
		var registration = Objects.requireNonNull(this.registrations.findByRegistrationId(attempt.registrationId()));
		return OAuth2AuthorizationRequest.authorizationCode()
			.clientId(registration.getClientId())
			.authorizationUri(Objects.requireNonNull(registration.getProviderDetails().getAuthorizationUri()))
			.redirectUri(registration.getRedirectUri())
			.scopes(registration.getScopes())
			.state(state)
			.attributes((attributes) -> {
				attributes.put(OAuth2ParameterNames.REGISTRATION_ID, attempt.registrationId());
				attributes.put(PkceParameterNames.CODE_VERIFIER, verifier);
				if (attempt.nonce() != null) {
					attributes.put(OidcParameterNames.NONCE, attempt.nonce());
				}
			})
			.build();
	}

	/** A login that was sent to the provider and has not come back. */
	record LoginAttempt(String stateHash, String verifierHash, String registrationId, @Nullable String nonce,
			@Nullable String returnTo, OffsetDateTime expiresAt) {

	}

}
