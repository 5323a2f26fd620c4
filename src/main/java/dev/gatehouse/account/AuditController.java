package dev.gatehouse.account;

import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.account.audit.AuditEvent;
import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.ListQuery;
import dev.gatehouse.caller.ListQuery.Position;
import dev.gatehouse.caller.Role;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * The audit trail of the caller, or for administrators that of all accounts. Newest
 * first, a page at a time.
 */
@ApiController
record AuditController(AuditTrail trail, Accounts accounts) {

	@GetMapping("/api/audit")
	AuditPage read(@AuthenticationPrincipal Caller caller, HttpServletRequest request) {
		ListQuery query = (caller.role() == Role.ADMIN) ? ListQuery.of(request, "account") : ListQuery.of(request);
		UUID account = (caller.role() == Role.ADMIN) ? query.id("account") : accountOf(caller);
		List<AuditEvent> found = this.trail.read(account, query.after().number(), query.fetch());
		return new AuditPage(query.page(found).stream().map((event) -> visible(event, caller)).toList(),
				query.next(found, (event) -> new Position(event.id(), "")));
	}

	/** Hides the address of an administrator from the owner of an account. */
	private static AuditEvent visible(AuditEvent event, Caller caller) {
		if (caller.role() == Role.ADMIN || event.actor().equals(caller.subject()) || event.actor().startsWith("|")) {
			return event;
		}
		return event.withOrigin(event.at(), null, null);
	}

	private UUID accountOf(Caller caller) {
		return this.accounts.findBySubject(caller.subject())
			.map(Account::getId)
			.orElseThrow(() -> new ProblemException(CommonProblem.NOT_FOUND));
	}

	record AuditPage(List<AuditEvent> events, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {

	}

}
