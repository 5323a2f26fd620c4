package dev.gatehouse.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gatehouse.account.Account;
import dev.gatehouse.account.AccountProblem;
import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.account.password.PasswordChange;
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
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Changes one's password. All sessions end, this one too: whoever knew the old password
 * is logged out everywhere. The current one is asked for and throttled as at login, or a
 * stolen access token would do.
 */
@ApiController
record PasswordController(ThrottledLogin login, PasswordRules rules, PasswordChange passwords, Sessions sessions,
		AuditTrail trail, SessionCookies cookies) {

	@PostMapping("/api/me/password")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void change(@AuthenticationPrincipal Caller caller, @Valid @RequestBody PasswordRequest wish,
			HttpServletRequest request, HttpServletResponse response) {
		Account account = this.login.check(caller.subject(), wish.current(), request);
		if (wish.replacement().equals(wish.current())) {
			throw new ProblemException(AccountProblem.PASSWORD_UNACCEPTABLE, "new must differ from current");
		}
		this.rules.objection(account.subject(), wish.replacement()).ifPresent((objection) -> {
			throw new ProblemException(AccountProblem.PASSWORD_UNACCEPTABLE, "new " + objection);
		});
		boolean changed = this.passwords.change(account, wish.replacement(), (current) -> {
			this.trail.write(this.trail.event("password.changed", current.getId(), current.subject(), request)
				.withScheme(Scheme.JWT.label()));
			this.sessions.endAll(current, null, request, "password_changed");
		});
		if (!changed) { // another request was quicker
			throw new ProblemException(SessionProblem.INVALID_CREDENTIALS);
		}
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
