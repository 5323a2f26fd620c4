package dev.gatehouse.oauth2;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.gatehouse.attempt.LoginAttempt;
import dev.gatehouse.attempt.LoginAttempts;
import dev.gatehouse.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;

/**
 * Keeps what was sent to a provider as a login attempt of ten minutes. Its handle is the
 * state, and the secret in the cookie of the browser is the PKCE verifier.
 */
@Component
public record AuthorizationRequests(LoginAttempts attempts, ClientRegistrationRepository registrations,
		OAuth2Properties properties) implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {

	/** The parameter in which a browser says where it wants to go after the login. */
	static final String RETURN_TO = "return_to";

	/** Who answers (RFC 9207), without which an answer of another provider could pass. */
	private static final String ISS = "iss";

	static final Duration LIFETIME = Duration.ofMinutes(10);

	private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

	/** The attribute with the intent of a login, and the one with what it asks for. */
	static final String INTENT = ProviderLogins.class.getName() + ".intent";

	private static final String FRESHNESS = ProviderLogins.class.getName() + ".freshness";

	/** Google's pages know no other prompt, and its tokens no time of the login. */
	private static final Set<String> UNABLE = Set.of(Provider.GOOGLE);

	/**
	 * The names of the providers by id. A repository that another folder declares has
	 * other clients, too.
	 */
	public Map<String, String> providers() {
		return (this.registrations instanceof ProviderRegistrations ours) ? ours.names()
				: Provider.KNOWN.stream()
					.map(this.registrations::findByRegistrationId)
					.filter(Objects::nonNull)
					.collect(Collectors.toMap(ClientRegistration::getRegistrationId, ClientRegistration::getClientName,
							(one, other) -> one, LinkedHashMap::new));
	}

	/**
	 * Begins a login for a handler of the service instead of for {@link ProviderLogins}.
	 * @return where to send the user
	 */
	public String begin(String provider, String intent, HttpServletRequest request, HttpServletResponse response) {
		if (this.registrations.findByRegistrationId(provider) == null) {
			throw new ProblemException(OAuth2Problem.PROVIDER_NOT_CONFIGURED);
		}
		intend(request, intent);
		OAuth2AuthorizationRequest sent = stock(request, provider);
		saveAuthorizationRequest(sent, request, response);
		return sent.getAuthorizationRequestUri() + freshness(request);
	}

	static void intend(HttpServletRequest request, @Nullable String intent) {
		request.setAttribute(INTENT, intent);
	}

	/** What the address of a provider needs, to make it ask its user again. */
	static String freshness(HttpServletRequest request) {
		return (request.getAttribute(FRESHNESS) instanceof String parameters) ? parameters : "";
	}

	/**
	 * Whether the user proved itself to the provider after the login began: one with an
	 * intent trusts no older login there, if the provider tells (OpenID Connect Core
	 * section 3.1.2.1).
	 */
	static boolean isFresh(HttpServletRequest request, OAuth2AuthenticationToken login) {
		if (!(request.getAttribute(INTENT) instanceof String stored) || !(login.getPrincipal() instanceof OidcUser user)
				|| UNABLE.contains(login.getAuthorizedClientRegistrationId())) {
			return true;
		}
		Instant begun = Instant.ofEpochSecond(Long.parseLong(stored.substring(0, stored.indexOf(' '))));
		// of the signed token alone; the user's own claims may come from elsewhere
		Instant proved = user.getIdToken().getAuthenticatedAt();
		return proved != null && !proved.isBefore(begun.minus(CLOCK_SKEW));
	}

	@Override
	public void saveAuthorizationRequest(@Nullable OAuth2AuthorizationRequest sent, HttpServletRequest request,
			HttpServletResponse response) {
		if (sent != null) { // null removes an attempt, which the callback does itself
			Object intent = request.getAttribute(INTENT);
			if (intent != null && sent.getScopes().contains(OidcScopes.OPENID)) {
				request.setAttribute(FRESHNESS,
						UNABLE.contains(registration(sent)) ? "&prompt=select_account" : "&prompt=login&max_age=0");
			}
			LoginAttempt attempt = new LoginAttempt(Objects.requireNonNull(sent.getState()),
					Objects.requireNonNull(sent.getAttribute(PkceParameterNames.CODE_VERIFIER)), registration(sent),
					sent.getAttribute(OidcParameterNames.NONCE),
					Optional.ofNullable(request.getParameter(RETURN_TO))
						.filter(this.properties.returnTargets()::contains)
						.orElse(null),
					(intent != null) ? this.attempts.clock().instant().getEpochSecond() + " " + intent : null);
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
		used.map(LoginAttempt::intent).ifPresent((intent) -> request.setAttribute(INTENT, intent));
		return used.map((attempt) -> restore(attempt, request)).orElse(null);
	}

	private static String registration(OAuth2AuthorizationRequest sent) {
		return Objects.requireNonNull(sent.getAttribute(OAuth2ParameterNames.REGISTRATION_ID));
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

	private OAuth2AuthorizationRequest stock(HttpServletRequest request, String provider) {
		return Objects.requireNonNull(
				new DefaultOAuth2AuthorizationRequestResolver(this.registrations, "/auth").resolve(request, provider));
	}

	/** What the row does not have comes from the configuration. */
	private OAuth2AuthorizationRequest restore(LoginAttempt attempt, HttpServletRequest request) {
		return OAuth2AuthorizationRequest.from(stock(request, attempt.purpose()))
			.state(attempt.handle())
			.attributes((attributes) -> {
				attributes.put(PkceParameterNames.CODE_VERIFIER, attempt.secret());
				attributes.computeIfPresent(OidcParameterNames.NONCE, (name, another) -> attempt.nonce());
			})
			.build();
	}

}
