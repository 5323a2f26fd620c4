package dev.gatehouse.service;

import java.time.Clock;

import dev.gatehouse.account.AccountAdministration;
import dev.gatehouse.account.audit.AuditEvent;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.problem.RequestIdFilter;
import dev.gatehouse.caller.ClientAddresses;
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
class MeController {

	private final AccountAdministration administration;

	private final SessionCookies cookies;

	private final ClientAddresses addresses;

	private final Clock clock;

	MeController(AccountAdministration administration, SessionCookies cookies, ClientAddresses addresses, Clock clock) {
		this.administration = administration;
		this.cookies = cookies;
		this.addresses = addresses;
		this.clock = clock;
	}

	@DeleteMapping("/api/me")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void delete(@AuthenticationPrincipal Caller caller, HttpServletRequest request, HttpServletResponse response) {
		boolean deleted = this.administration.delete(caller.subject(),
				(account) -> new AuditEvent(0, this.clock.instant(), account.getId(), account.subject(),
						"account.deleted", "success", caller.scheme().label(), null, this.addresses.of(request),
						RequestIdFilter.of(request), null));
		if (!deleted) {
			throw new ProblemException(CommonProblem.NOT_FOUND);
		}
		this.cookies.clear(request, response);
	}

}
