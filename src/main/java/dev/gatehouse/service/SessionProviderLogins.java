package dev.gatehouse.service;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.AccountProblem;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.CredentialRefusedException;
import dev.gatehouse.caller.Flag;
import dev.gatehouse.jwt.AccessTokenAuthenticationConverter;
import dev.gatehouse.jwt.AccessTokenAuthenticationProvider;
import dev.gatehouse.jwt.JwtProblem;
import dev.gatehouse.oauth2.ProviderLogins;
import dev.gatehouse.oauth2.ProviderUser;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.session.OpenedSession;
import dev.gatehouse.session.SessionCookies;
import dev.gatehouse.session.SessionProblem;
import dev.gatehouse.session.Sessions;
import dev.gatehouse.session.presence.Presence;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/**
 * Ends a login at a provider with a session of this service, or with what it was begun
 * for: cookies and a page for browsers, JSON for programs, never a token in a URL.
 */
@Component
record SessionProviderLogins(ProviderAccounts accounts, Identities identities, Sessions sessions, Presence presence,
		SessionCookies cookies, AccessTokenAuthenticationConverter converter,
		AccessTokenAuthenticationProvider provider, JsonMapper json) implements ProviderLogins {

	@Override
	public void succeed(ProviderUser user, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		String intent = ProviderLogins.intentOf(request);
		Object answer = (intent == null) ? login(user, request, response)
				: fulfil(LoginIntent.of(intent), user, request, response);
		if (ProviderLogins.isBrowser(request)) {
			response.setStatus(HttpStatus.SEE_OTHER.value());
			response.setHeader(HttpHeaders.LOCATION, ProviderLogins.returnTarget(request));
			return;
		}
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		this.json.writeValue(response.getOutputStream(), answer);
	}

	/** A proof of presence, by {@code ?reauthenticate=true} and the access token. */
	@Override
	public @Nullable String intend(HttpServletRequest request) {
		String[] given = request.getParameterValues("reauthenticate");
		if (!Flag.isOn("reauthenticate", (given != null) ? String.join(",", given) : null)) {
			return null;
		}
		try {
			Authentication ask = this.converter.convert(request);
			if (ask != null && this.provider.authenticate(ask).getPrincipal() instanceof Caller caller) {
				return this.accounts.accounts()
					.findBySubject(caller.subject())
					.map((account) -> new LoginIntent(LoginIntent.PROVE, account.getId(),
							UUID.fromString(caller.credentialId()))
						.text())
					.orElseThrow(() -> new ProblemException(JwtProblem.TOKEN_REVOKED));
			}
			throw new ProblemException(JwtProblem.TOKEN_MISSING);
		}
		catch (CredentialRefusedException refused) {
			throw new ProblemException(refused.code());
		}
	}

	private Object login(ProviderUser user, HttpServletRequest request, HttpServletResponse response) {
		Account account = this.accounts.of(user);
		OpenedSession session = open(account, user, request);
		if (ProviderLogins.isBrowser(request)) {
			this.cookies.set(request, response, session);
		}
		return LoginResponse.of(account, session);
	}

	/** The session must still live, which cannot be seen from the callback alone. */
	private Object fulfil(LoginIntent intent, ProviderUser user, HttpServletRequest request,
			HttpServletResponse response) {
		if (intent.purpose().equals(LoginIntent.LINK)) {
			this.identities.link(user, intent.account(), intent.session(), request);
			return Map.of("linked", user.provider());
		}
		Account account = this.identities.ownerOf(user)
			.filter(intent.account()::equals)
			.flatMap(this.accounts.accounts()::findById)
			.orElseThrow(() -> new ProblemException(SessionProblem.IDENTITY_MISMATCH));
		return this.presence.prove(account, intent.session(), user.provider(), request)
			.map((access) -> this.cookies.deliver(access, ProviderLogins.isBrowser(request), response))
			.orElseThrow(() -> new ProblemException(CommonProblem.LOGIN_ATTEMPT_INVALID));
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
