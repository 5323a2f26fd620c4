package dev.gatehouse.service;

import dev.gatehouse.account.AccountAdministration;
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
 * Deletes the caller's account with its sessions and its keys. A later login with the
 * same identity at a provider creates a new account.
 */
@ApiController
record MeController(AccountAdministration administration, SessionCookies cookies) {

	@DeleteMapping("/api/me")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void delete(@AuthenticationPrincipal Caller caller, HttpServletRequest request, HttpServletResponse response) {
		if (!this.administration.delete(caller, request)) {
			throw new ProblemException(CommonProblem.NOT_FOUND);
		}
		this.cookies.clear(request, response);
	}

}
