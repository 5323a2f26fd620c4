package dev.gatehouse.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gatehouse.account.Account;
import dev.gatehouse.account.AccountProblem;
import dev.gatehouse.account.password.HashingPoolFullException;
import dev.gatehouse.account.password.PasswordChange;
import dev.gatehouse.account.password.PasswordRules;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.ratelimit.RetryLaterException;
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
class PasswordController {

	private static final int RETRY_AFTER_SECONDS = 2;

	private final ThrottledLogin login;

	private final PasswordRules rules;

	private final PasswordChange passwords;

	private final Sessions sessions;

	private final SessionAudit audit;

	private final SessionCookies cookies;

	PasswordController(ThrottledLogin login, PasswordRules rules, PasswordChange passwords, Sessions sessions,
			SessionAudit audit, SessionCookies cookies) {
		this.login = login;
		this.rules = rules;
		this.passwords = passwords;
		this.sessions = sessions;
		this.audit = audit;
		this.cookies = cookies;
	}

	@PostMapping("/api/me/password")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void change(@AuthenticationPrincipal Caller caller, @Valid @RequestBody PasswordRequest wish,
			HttpServletRequest request, HttpServletResponse response) {
		Account account = this.login.check(caller.subject(), wish.current(), request);
		if (!replace(account, wish, request)) {
			throw new ProblemException(SessionProblem.INVALID_CREDENTIALS); // another was
																			// quicker
		}
		this.cookies.clear(request, response);
	}

	private boolean replace(Account account, PasswordRequest wish, HttpServletRequest request) {
		if (wish.replacement().equals(wish.current())) {
			throw new ProblemException(AccountProblem.PASSWORD_UNACCEPTABLE, "new must differ from current");
		}
		try {
			this.rules.objection(account.subject(), wish.replacement()).ifPresent((objection) -> {
				throw new ProblemException(AccountProblem.PASSWORD_UNACCEPTABLE, "new " + objection);
			});
			return this.passwords.change(account, wish.replacement(), (changed) -> {
				this.audit.passwordChanged(changed, request);
				this.sessions.endAll(changed, null, request, "password_changed");
			});
		}
		catch (HashingPoolFullException full) {
			throw new RetryLaterException(AccountProblem.SERVICE_BUSY, RETRY_AFTER_SECONDS);
		}
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
