package dev.gatehouse.oauth2;

import java.io.IOException;
import java.util.List;

import dev.gatehouse.account.Account;
import dev.gatehouse.problem.ProblemCode;
import dev.gatehouse.problem.ProblemWriter;
import dev.gatehouse.session.OpenedSession;
import dev.gatehouse.session.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;

/**
 * Ends the login with a session of our own. The provider's token is dropped.
 */
@Component
class LoginSuccessHandler implements AuthenticationSuccessHandler {

	private final ProviderAccounts accounts;

	private final Sessions sessions;

	private final ProblemWriter problems;

	private final JsonMapper json;

	LoginSuccessHandler(ProviderAccounts accounts, Sessions sessions, ProblemWriter problems, JsonMapper json) {
		this.accounts = accounts;
		this.sessions = sessions;
		this.problems = problems;
		this.json = json;
	}

	@Override
	public void onAuthenticationSuccess(HttpServletRequest request, HttpServletResponse response,
			Authentication authentication) throws IOException {
		OAuth2AuthenticationToken login = (OAuth2AuthenticationToken) authentication;
		String provider = login.getAuthorizedClientRegistrationId();
		Account account = this.accounts.of(provider, login.getPrincipal());
		OpenedSession session = account.isEnabled()
				? this.sessions.open(account, List.of(provider), request).orElse(null) : null;
		if (session == null) {
			this.problems.write(request, response, ProblemCode.ACCOUNT_DISABLED);
			return;
		}
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		this.json.writeValue(response.getOutputStream(), LoginResponse.of(account, session));
	}

	/**
	 * The answer to a login. Masks itself when printed.
	 */
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
