package dev.gatehouse.account;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.account.audit.AuditEvent;
import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The audit trail of the caller, or for administrators that of all accounts. Newest
 * first, a page at a time.
 */
@ApiController
record AuditController(AuditTrail trail, Accounts accounts) {

	private static final int MAX_PAGE = 200;

	private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");

	@GetMapping("/api/audit")
	AuditPage read(@AuthenticationPrincipal Caller caller, @RequestParam(required = false) @Nullable String cursor,
			@RequestParam(defaultValue = "50") int limit) {
		if (limit < 1 || limit > MAX_PAGE) {
			throw invalid("limit must be from 1 to %s".formatted(MAX_PAGE));
		}
		long before = (cursor != null) ? idOf(cursor) : Long.MAX_VALUE;
		// one more than asked tells whether there is a next page
		List<AuditEvent> events = this.trail.read(accountOf(caller), before, limit + 1);
		List<AuditEvent> page = events.stream().limit(limit).map((event) -> visible(event, caller)).toList();
		return new AuditPage(page, (events.size() > limit) ? cursor(page.get(limit - 1).id()) : null);
	}

	/** Hides the address of an administrator from the owner of an account. */
	private static AuditEvent visible(AuditEvent event, Caller caller) {
		if (caller.role() == Role.ADMIN || event.actor().equals(caller.subject()) || event.actor().startsWith("|")) {
			return event;
		}
		return event.withOrigin(event.at(), null, null);
	}

	private @Nullable UUID accountOf(Caller caller) {
		if (caller.role() == Role.ADMIN) {
			return null;
		}
		return this.accounts.findBySubject(caller.subject())
			.map(Account::getId)
			.orElseThrow(() -> new ProblemException(CommonProblem.NOT_FOUND));
	}

	/** Opaque to callers, so that its form may change. */
	private static String cursor(long id) {
		return Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString(Long.toString(id).getBytes(StandardCharsets.US_ASCII));
	}

	private static long idOf(String cursor) {
		try {
			String id = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
			if (ID.matcher(id).matches()) {
				return Long.parseLong(id);
			}
		}
		catch (IllegalArgumentException malformed) {
			// refused below
		}
		throw invalid("cursor must be one that an earlier page gave as next");
	}

	private static ProblemException invalid(String detail) {
		return new ProblemException(CommonProblem.INVALID_REQUEST, detail);
	}

	record AuditPage(List<AuditEvent> events, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {

	}

}
