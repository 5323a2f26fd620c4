package dev.gatehouse.service;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.gatehouse.account.Account;
import dev.gatehouse.account.AccountAdministration;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.session.SessionCookies;
import dev.gatehouse.session.ThrottledLogin;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Deletes the caller's account with its sessions and its keys. The current password is
 * asked for; otherwise a stolen access token would be enough. A later login with the same
 * identity at a provider creates a new account.
 */
@ApiController
record MeController(Accounts accounts, AccountAdministration administration, ThrottledLogin login,
		SessionCookies cookies) {

	@DeleteMapping("/api/me")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void delete(@AuthenticationPrincipal Caller caller, @RequestBody(required = false) @Nullable DeletionRequest body,
			HttpServletRequest request, HttpServletResponse response) {
		Account account = this.accounts.findBySubject(caller.subject()).orElseThrow(MeController::notFound);
		if (account.passwordHash() != null) {
			account = this.login.check(account.subject(), currentPassword(body), request);
		}
		if (!this.administration.delete(account, caller, request)) {
			throw notFound();
		}
		this.cookies.clear(request, response);
	}

	private static String currentPassword(@Nullable DeletionRequest body) {
		if (body == null || body.current() == null) {
			throw new ProblemException(CommonProblem.INVALID_REQUEST,
					"current is required: your account has a password");
		}
		return body.current();
	}

	private static ProblemException notFound() {
		return new ProblemException(CommonProblem.NOT_FOUND);
	}

	/** The password, where the account has one. Masks itself when printed. */
	record DeletionRequest(@JsonAlias("current_password") @Nullable String current) {

		@Override
		public String toString() {
			return "DeletionRequest[…]";
		}

	}

}
