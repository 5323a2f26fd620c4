package dev.gatehouse.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gatehouse.account.Account;
import dev.gatehouse.account.AccountProblem;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.account.password.PasswordHashing;
import dev.gatehouse.account.password.PasswordRules;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.Scheme;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;

import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Changes the caller's password. All sessions end, including this one, so that anybody
 * who knew the old password is logged out everywhere. The current password is asked for
 * and throttled as at login; otherwise a stolen access token would be enough.
 */
@ApiController
record PasswordController(ThrottledLogin login, PasswordRules rules, PasswordHashing hashing, Accounts accounts,
		TransactionOperations transactions, Sessions sessions, AuditTrail trail, SessionCookies cookies) {

	@PostMapping("/api/me/password")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void change(@AuthenticationPrincipal Caller caller, @Valid @RequestBody PasswordRequest body,
			HttpServletRequest request, HttpServletResponse response) {
		Account account = this.login.check(caller.subject(), body.current(), request);
		if (PasswordHashing.canonical(body.replacement()).equals(PasswordHashing.canonical(body.current()))) {
			throw new ProblemException(AccountProblem.PASSWORD_UNACCEPTABLE, "new must differ from current");
		}
		this.rules.requireAcceptable("new", account.subject(), body.replacement());
		String hash = this.hashing.hash(account.subject(), body.replacement());
		this.transactions.executeWithoutResult((transaction) -> {
			// empty if another request has changed the password meanwhile
			Account current = this.accounts.lockBySubject(account.subject())
				.filter((locked) -> locked.isUnchangedSince(account))
				.orElseThrow(() -> new ProblemException(SessionProblem.INVALID_CREDENTIALS));
			current.changePassword(hash);
			this.trail.write(this.trail.event("password.changed", current.getId(), current.subject(), request)
				.withScheme(Scheme.JWT.label()));
			this.sessions.endAll(current, null, request, "password_changed");
		});
		this.cookies.clear(request, response);
	}

	/** Masks itself when printed. */
	record PasswordRequest(@NotNull(message = "is required") String current,
			@JsonProperty("new") @NotNull(message = "is required") String replacement) {

		@Override
		public String toString() {
			return "PasswordRequest[…]";
		}

	}

}
