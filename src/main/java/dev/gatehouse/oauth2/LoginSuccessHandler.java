package dev.gatehouse.oauth2;

import java.io.IOException;
import java.util.List;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.AccountProblem;
import dev.gatehouse.session.OpenedSession;
import dev.gatehouse.session.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

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

	private final LoginAnswers answers;

	LoginSuccessHandler(ProviderAccounts accounts, Sessions sessions, LoginAnswers answers) {
		this.accounts = accounts;
		this.sessions = sessions;
		this.answers = answers;
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
			this.answers.fail(request, response, AccountProblem.ACCOUNT_DISABLED);
			return;
		}
		this.answers.succeed(request, response, account, session);
	}

}
