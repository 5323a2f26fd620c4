package dev.gatehouse.oauth2;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import dev.gatehouse.problem.ProblemCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.stereotype.Component;

/**
 * Sorts the ways a login can fail. What the provider wrote is neither shown nor logged;
 * its error code only chooses ours.
 */
@Component
class LoginFailureHandler implements AuthenticationFailureHandler {

	private static final Logger logger = LoggerFactory.getLogger(LoginFailureHandler.class);

	private static final Set<String> OF_THE_ATTEMPT = Set.of("invalid_request", "authorization_request_not_found",
			"invalid_state_parameter");

	/** Spring's name for whatever goes wrong once the code has been exchanged. */
	private static final String OF_THE_USER = "invalid_user_info_response";

	/** GitHub's name for it, and RFC 6749's. */
	private static final Set<String> OF_THE_CODE = Set.of("bad_verification_code", "invalid_grant");

	private final LoginAnswers answers;

	LoginFailureHandler(LoginAnswers answers) {
		this.answers = answers;
	}

	@Override
	public void onAuthenticationFailure(HttpServletRequest request, HttpServletResponse response,
			AuthenticationException failure) throws IOException {
		boolean saidInTheCallback = request.getParameter(OAuth2ParameterNames.ERROR) != null;
		ProblemCode code = codeOf(failure, saidInTheCallback);
		logger.info("A login failed: {}", code.code());
		this.answers.fail(request, response, code);
	}

	private static ProblemCode codeOf(AuthenticationException failure, boolean saidInTheCallback) {
		if (isCausedBy(failure, HttpTimeoutException.class)) {
			return OAuth2Problem.PROVIDER_TIMEOUT;
		}
		String reason = (failure instanceof OAuth2AuthenticationException oauth2) ? oauth2.getError().getErrorCode()
				: "";
		if (failure.getCause() == null && OF_THE_ATTEMPT.contains(reason)) {
			return OAuth2Problem.LOGIN_ATTEMPT_INVALID;
		}
		if (!saidInTheCallback) {
			boolean inExchange = !OF_THE_USER.equals(reason);
			return (inExchange && causes(failure).anyMatch(LoginFailureHandler::isBadCode))
					? OAuth2Problem.LOGIN_CODE_INVALID : OAuth2Problem.PROVIDER_ERROR;
		}
		return "access_denied".equals(reason) ? OAuth2Problem.LOGIN_DENIED : OAuth2Problem.PROVIDER_ERROR;
	}

	private static boolean isBadCode(Throwable cause) {
		return cause instanceof OAuth2AuthorizationException exchange
				&& OF_THE_CODE.contains(exchange.getError().getErrorCode());
	}

	private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> type) {
		return causes(failure).anyMatch(type::isInstance);
	}

	private static Stream<Throwable> causes(Throwable failure) {
		return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
	}

}
