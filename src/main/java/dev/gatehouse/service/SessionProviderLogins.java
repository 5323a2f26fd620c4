package dev.gatehouse.service;

import java.io.IOException;
import java.util.List;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.AccountProblem;
import dev.gatehouse.oauth2.ProviderLogins;
import dev.gatehouse.oauth2.ProviderUser;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.session.OpenedSession;
import dev.gatehouse.session.SessionCookies;
import dev.gatehouse.session.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Ends a login at a provider with a session of this service: cookies and a page for
 * browsers, JSON for programs, never a token in a URL.
 */
@Component
record SessionProviderLogins(ProviderAccounts accounts, Sessions sessions, SessionCookies cookies,
		JsonMapper json) implements ProviderLogins {

	@Override
	public void succeed(ProviderUser user, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		Account account = this.accounts.of(user);
		OpenedSession session = open(account, user, request);
		if (ProviderLogins.isBrowser(request)) {
			this.cookies.set(request, response, session);
			response.setStatus(HttpStatus.SEE_OTHER.value());
			response.setHeader(HttpHeaders.LOCATION, ProviderLogins.returnTarget(request));
			return;
		}
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		this.json.writeValue(response.getOutputStream(), LoginResponse.of(account, session));
	}

	private OpenedSession open(Account account, ProviderUser user, HttpServletRequest request) {
		if (!account.isEnabled()) {
			throw new ProblemException(AccountProblem.ACCOUNT_DISABLED);
		}
		return this.sessions.open(account, List.of(user.provider()), request)
			.orElseThrow(() -> new ProblemException(AccountProblem.ACCOUNT_DISABLED));
	}

	/** The answer to a login. Masks itself when printed. */
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
