package dev.gatehouse.service;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.audit.AuditEvent;
import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.passkey.PasskeyEvent;
import dev.gatehouse.passkey.PasskeyOwners;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.session.SessionCookies;
import dev.gatehouse.session.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/**
 * Fills the port of passkeys: they belong to accounts, open sessions, and write to the
 * audit trail.
 */
@Component
record AccountPasskeys(Accounts accounts, Identities identities, Sessions sessions, SessionCookies cookies,
		AuditTrail trail, ApplicationEventPublisher events) implements PasskeyOwners {

	/** RFC 8176: two factors, a key and its user. Never hwk, since keys are synced. */
	private static final List<String> METHODS = List.of("pop", "user", "mfa");

	@Override
	public PasskeyOwner of(Authentication caller, HttpServletRequest request) {
		String session = (caller.getPrincipal() instanceof Caller known) ? known.credentialId() : "";
		return this.accounts.findBySubject(caller.getName())
			.map((account) -> new PasskeyOwner(account.getId().toString(), account.name(), session))
			.orElseThrow(() -> new ProblemException(CommonProblem.NOT_FOUND));
	}

	@Override
	public boolean hasOtherLogin(String ownerId) {
		return this.identities.hasOtherLogin(UUID.fromString(ownerId), "passkey");
	}

	@Override
	public Optional<Object> succeed(String ownerId, HttpServletRequest request, HttpServletResponse response) {
		String[] delivery = request.getParameterValues("delivery");
		boolean asCookies = SessionCookies.areWanted((delivery != null) ? String.join(",", delivery) : null);
		return this.accounts.findById(UUID.fromString(ownerId))
			.flatMap((account) -> this.sessions.open(account, METHODS, request))
			.map((opened) -> this.cookies.deliver(opened, asCookies, request, response));
	}

	@EventListener
	void accountDeleted(Account.Deleted deleted) {
		this.events.publishEvent(new PasskeyOwners.Deleted(deleted.accountId().toString()));
	}

	@EventListener
	void write(PasskeyEvent event) {
		UUID accountId = (event.ownerId() != null) ? UUID.fromString(event.ownerId()) : null;
		boolean failed = event.action().matches("passkey\\.(refused|cloned)");
		String actor = Optional.ofNullable(failed ? null : accountId)
			.flatMap(this.accounts::findById)
			.map(Account::subject)
			.orElse(AuditTrail.NOBODY);
		AuditEvent row = this.trail.event(event.action(), accountId, actor, ApiKeyAudit.request())
			.withScheme("passkey")
			.withCredential((event.passkeyId() != null) ? event.passkeyId().toString() : null)
			.withDetail(event.detail());
		this.trail.write(failed ? row.failed() : row);
	}

}
