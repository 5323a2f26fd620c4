package dev.gatehouse.oauth2;

import java.io.IOException;

import dev.gatehouse.account.Account;
import dev.gatehouse.caller.AuthenticationOutcome;
import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.problem.ProblemWriter;
import dev.gatehouse.session.OpenedSession;
import dev.gatehouse.session.SessionCookies;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * How a login ends: with JSON for programs; for browsers, which are those that accept
 * HTML, with cookies and a page. Never with a token in a URL.
 */
@Component
class LoginAnswers {

	private final ProblemWriter problems;

	private final SessionCookies cookies;

	private final ReturnTargets targets;

	private final JsonMapper json;

	private final ApplicationEventPublisher events;

	LoginAnswers(ProblemWriter problems, SessionCookies cookies, ReturnTargets targets, JsonMapper json,
			ApplicationEventPublisher events) {
		this.problems = problems;
		this.cookies = cookies;
		this.targets = targets;
		this.json = json;
		this.events = events;
	}

	void succeed(HttpServletRequest request, HttpServletResponse response, Account account, OpenedSession session)
			throws IOException {
		this.events.publishEvent(
				new AuthenticationOutcome(ProviderPaths.registrationId(request), AuthenticationOutcome.SUCCESS));
		if (Accepted.isHtml(request)) {
			this.cookies.set(request, response, session);
			redirect(response, this.targets.of(request));
			return;
		}
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		this.json.writeValue(response.getOutputStream(), LoginResponse.of(account, session));
	}

	void fail(HttpServletRequest request, HttpServletResponse response, ProblemCode code) throws IOException {
		this.events.publishEvent(new AuthenticationOutcome(ProviderPaths.registrationId(request), code.code()));
		if (Accepted.isHtml(request)) {
			redirect(response, "/?error=" + code.code());
			return;
		}
		this.problems.write(request, response, code);
	}

	/** The same, for who may come back. */
	void postpone(HttpServletRequest request, HttpServletResponse response, ProblemCode code, long seconds)
			throws IOException {
		response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
		fail(request, response, code);
	}

	private static void redirect(HttpServletResponse response, String path) {
		response.setStatus(HttpStatus.SEE_OTHER.value());
		response.setHeader(HttpHeaders.LOCATION, path);
	}

	/**
	 * The answer to a login. Masks itself when printed.
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record LoginResponse(String user, String token, String tokenType, long expiresIn, String refreshToken,
			long refreshExpiresIn) {

		static LoginResponse of(Account account, OpenedSession session) {
			return new LoginResponse(account.name(), session.accessToken(), "bearer", session.expiresIn().toSeconds(),
					session.refreshToken(), session.refreshExpiresIn().toSeconds());
		}

		@Override
		public String toString() {
			return "LoginResponse[…]";
		}

	}

}
