package dev.gatehouse.service;

import dev.gatehouse.account.AccountAdministration;
import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.session.SessionCookies;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * One's own account, and an end to it: with its sessions and its keys. Whoever logs in
 * later with the same login at a provider gets a new one.
 */
@ApiController
record MeController(AccountAdministration administration, SessionCookies cookies, AuditTrail trail) {

	@DeleteMapping("/api/me")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void delete(@AuthenticationPrincipal Caller caller, HttpServletRequest request, HttpServletResponse response) {
		boolean deleted = this.administration.delete(caller.subject(),
				(account) -> this.trail.event("account.deleted", account.getId(), account.subject(), request)
					.withScheme(caller.scheme().label()));
		if (!deleted) {
			throw new ProblemException(CommonProblem.NOT_FOUND);
		}
		this.cookies.clear(request, response);
	}

}
