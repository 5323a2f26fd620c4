package dev.gatehouse.session.presence;

import java.util.UUID;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.jwt.JwtProblem;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.session.SessionCookies;
import dev.gatehouse.session.ThrottledLogin;
import dev.gatehouse.session.TokenResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;

/**
 * Proves again, within a session, who its user is: by the password as at login, or by a
 * passkey.
 */
@ApiController
record ReauthenticationController(ThrottledLogin login, Presence presence, ObjectProvider<PresenceProof> proofs,
		Accounts accounts, SessionCookies cookies) {

	static final String PATH = "/auth/reauthenticate";

	@PostMapping(path = PATH, consumes = MediaType.APPLICATION_JSON_VALUE)
	TokenResponse reauthenticate(@AuthenticationPrincipal Caller caller, @RequestBody ProofRequest body,
			HttpServletRequest request, HttpServletResponse response) {
		JsonNode credential = body.credential();
		PresenceProof proof = this.proofs.getIfAvailable();
		boolean byPassword = body.password() != null;
		if (byPassword == (credential != null && !credential.isNull()) || (!byPassword && proof == null)) {
			throw new ProblemException(CommonProblem.INVALID_REQUEST, "password or credential is required, not both");
		}
		Account account = this.accounts.findBySubject(caller.subject()).orElseThrow(this::revoked);
		if (body.password() != null) {
			account = this.login.check(account.subject(), body.password(), request);
		}
		else if (proof != null && credential != null) {
			proof.require(account.getId(), credential, request, response);
		}
		return this.presence.prove(account, UUID.fromString(caller.credentialId()), byPassword ? "pwd" : "pop", request)
			.map((access) -> this.cookies.deliver(access, this.cookies.areCredential(request), response))
			.orElseThrow(this::revoked);
	}

	private ProblemException revoked() {
		return new ProblemException(JwtProblem.TOKEN_REVOKED);
	}

	/** One of the two. Masks itself when printed. */
	record ProofRequest(@Nullable String password, @Nullable JsonNode credential) {

		@Override
		public String toString() {
			return "ProofRequest[…]";
		}

	}

}
