package dev.gatehouse.oauth2;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import dev.gatehouse.attempt.LoginAttempts;
import dev.gatehouse.caller.AuthenticationOutcome;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.stereotype.Component;

/**
 * How a login answers when it begins, succeeds or fails: redirects for browsers, JSON for
 * programs.
 */
@Component
record LoginAnswers(ProviderLogins logins, ClientRegistrationRepository registrations, LoginAttempts attempts,
		ProblemWriter problems, JsonMapper json, ApplicationEventPublisher events) {

	private static final Logger logger = LoggerFactory.getLogger(LoginAnswers.class);

	private static final Set<String> BAD_ATTEMPT = Set.of("invalid_request", "authorization_request_not_found",
			"invalid_state_parameter");

	/** GitHub's name for a bad code, and that of RFC 6749. */
	private static final Set<String> BAD_CODE = Set.of("bad_verification_code", "invalid_grant");

	/**
	 * Sends the user to the provider. Scripts and single-page apps get the address
	 * instead, because they cannot follow a redirect to another origin.
	 */
	void begin(HttpServletRequest request, HttpServletResponse response, String address) throws IOException {
		String url = address + AuthorizationRequests.freshness(request);
		if (ProviderLogins.isBrowser(request) || !accepts(request, MediaType.APPLICATION_JSON)) {
			redirect(response, HttpStatus.FOUND, url);
			return;
		}
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		this.json.writeValue(response.getOutputStream(), Map.of("url", url));
	}

	void succeed(HttpServletRequest request, HttpServletResponse response, Authentication authentication)
			throws IOException {
		String attempt = attempt(request);
		this.attempts.end(attempt, ProviderLogins.isBrowser(request) ? AuthorizationRequests.LIFETIME : Duration.ZERO,
				request, response);
		OAuth2AuthenticationToken login = (OAuth2AuthenticationToken) authentication;
		try {
			if (!AuthorizationRequests.isFresh(request, login)) {
				throw new ProblemException(OAuth2Problem.PROVIDER_ERROR);
			}
			String provider = login.getAuthorizedClientRegistrationId();
			ProviderUser user = ProviderUser.of(login,
					Objects.requireNonNull(this.registrations.findByRegistrationId(provider)));
			this.logins.succeed(user, request, response);
			publish(request, AuthenticationOutcome.SUCCESS);
		}
		catch (ProblemException refused) {
			this.attempts.end(attempt, Duration.ZERO, request, response);
			fail(request, response, refused);
		}
	}

	/** Neither shows nor logs the provider's text; its error code only selects ours. */
	void fail(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
			throws IOException {
		ProblemCode problem = codeOf(failure, request.getParameter(OAuth2ParameterNames.ERROR) != null);
		String attempt = attempt(request);
		if (problem != CommonProblem.LOGIN_ATTEMPT_INVALID) {
			this.attempts.end(attempt, Duration.ZERO, request, response);
		}
		else if (ProviderLogins.isBrowser(request) && this.attempts.isFinished(attempt, request)) {
			// back at a callback that has already logged this browser in
			redirect(response, HttpStatus.SEE_OTHER, "/");
			return;
		}
		logger.info("A login failed: {}", problem.code());
		fail(request, response, new ProblemException(problem));
	}

	private static String attempt(HttpServletRequest request) {
		return String.valueOf(request.getParameter(OAuth2ParameterNames.STATE));
	}

	private static ProblemCode codeOf(AuthenticationException failure, boolean errorInCallback) {
		List<Throwable> causes = Stream.iterate((Throwable) failure, Objects::nonNull, Throwable::getCause).toList();
		String reason = (failure instanceof OAuth2AuthenticationException oauth2) ? oauth2.getError().getErrorCode()
				: "";
		if (causes.stream().anyMatch(HttpTimeoutException.class::isInstance)) {
			return OAuth2Problem.PROVIDER_TIMEOUT;
		}
		if (causes.size() == 1 && BAD_ATTEMPT.contains(reason)) {
			return CommonProblem.LOGIN_ATTEMPT_INVALID;
		}
		if (errorInCallback) {
			return "access_denied".equals(reason) ? OAuth2Problem.LOGIN_DENIED : OAuth2Problem.PROVIDER_ERROR;
		}
		// after the exchange the code was valid, whatever the provider answers later
		boolean exchanged = reason.equals(ProviderAuthentication.UNUSABLE.getErrorCode());
		return (!exchanged && causes.stream()
			.anyMatch((cause) -> cause instanceof OAuth2AuthorizationException exchange
					&& BAD_CODE.contains(exchange.getError().getErrorCode()))) ? OAuth2Problem.LOGIN_CODE_INVALID
							: OAuth2Problem.PROVIDER_ERROR;
	}

	void fail(HttpServletRequest request, HttpServletResponse response, ProblemException problem) throws IOException {
		publish(request, problem.code().code());
		if (ProviderLogins.isBrowser(request)) {
			redirect(response, HttpStatus.SEE_OTHER, "/?error=" + problem.code().code());
			return;
		}
		this.problems.write(request, response, problem.code(), problem.detail());
	}

	private void publish(HttpServletRequest request, String outcome) {
		this.events.publishEvent(new AuthenticationOutcome(ProviderController.provider(request), outcome));
	}

	static boolean accepts(HttpServletRequest request, MediaType type) {
		try {
			return MediaType.parseMediaTypes(request.getHeader(HttpHeaders.ACCEPT))
				.stream()
				.anyMatch((each) -> each.equalsTypeAndSubtype(type) && each.getQualityValue() > 0);
		}
		catch (InvalidMediaTypeException malformed) {
			return false;
		}
	}

	private static void redirect(HttpServletResponse response, HttpStatus status, String url) {
		response.setStatus(status.value());
		response.setHeader(HttpHeaders.LOCATION, url);
	}

}
