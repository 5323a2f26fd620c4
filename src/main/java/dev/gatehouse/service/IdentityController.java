package dev.gatehouse.service;

import java.util.List;
import java.util.UUID;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.attempt.LoginStarts;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.oauth2.AuthorizationRequests;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.service.Identities.Identity;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * The identities that the caller can log in with.
 */
@ApiController
record IdentityController(Identities identities, Accounts accounts, AuthorizationRequests logins, LoginStarts starts) {

	private static final String PATH = "/api/me/identities";

	@GetMapping(PATH)
	IdentityList list(@AuthenticationPrincipal Caller caller) {
		return new IdentityList(this.identities.of(account(caller)));
	}

	/** Begins a login at the provider that ends in a link instead of a session. */
	@PostMapping(PATH + "/{provider}")
	LinkStart link(@AuthenticationPrincipal Caller caller, @PathVariable String provider, HttpServletRequest request,
			HttpServletResponse response) {
		this.starts.require(request, response);
		LoginIntent intent = new LoginIntent(LoginIntent.LINK, account(caller).getId(),
				UUID.fromString(caller.credentialId()));
		return new LinkStart(this.logins.begin(provider, intent.text(), request, response));
	}

	@DeleteMapping(PATH + "/{provider}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void unlink(@AuthenticationPrincipal Caller caller, @PathVariable String provider, HttpServletRequest request) {
		this.identities.unlink(account(caller), provider, request);
	}

	private Account account(Caller caller) {
		return this.accounts.findBySubject(caller.subject())
			.orElseThrow(() -> new ProblemException(CommonProblem.NOT_FOUND));
	}

	record IdentityList(List<Identity> identities) {
	}

	/** Where to send the user. */
	record LinkStart(String url) {
	}

}
