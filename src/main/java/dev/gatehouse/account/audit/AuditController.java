package dev.gatehouse.account.audit;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
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
 * What happened to one's own account; to administrators, everybody's. Newest first, a
 * page at a time.
 */
@ApiController
class AuditController {

	private static final int LARGEST_PAGE = 200;

	private static final Pattern PLACE = Pattern.compile("[1-9][0-9]{0,17}");

	private final AuditTrail trail;

	private final Accounts accounts;

	AuditController(AuditTrail trail, Accounts accounts) {
		this.trail = trail;
		this.accounts = accounts;
	}

	@GetMapping("/api/audit")
	AuditPage read(@AuthenticationPrincipal Caller caller, @RequestParam(required = false) @Nullable String cursor,
			@RequestParam(defaultValue = "50") int limit) {
		if (limit < 1 || limit > LARGEST_PAGE) {
			throw invalid("limit must be from 1 to %d".formatted(LARGEST_PAGE));
		}
		long before = (cursor != null) ? place(cursor) : Long.MAX_VALUE;
		List<AuditEvent> events = this.trail.read(whose(caller), before, limit + 1); // one
																						// more
																						// tells
																						// of
																						// a
																						// next
																						// page
		List<AuditEvent> page = events.stream().limit(limit).map((event) -> told(event, caller)).toList();
		return new AuditPage(page, (events.size() > limit) ? cursor(page.get(limit - 1).id()) : null);
	}

	private static AuditEvent told(AuditEvent event, Caller caller) {
		return (caller.role() == Role.ADMIN) ? event : event.toldTo(caller.subject());
	}

	private @Nullable UUID whose(Caller caller) {
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

	private static long place(String cursor) {
		try {
			String id = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
			if (PLACE.matcher(id).matches()) {
				return Long.parseLong(id);
			}
		}
		catch (IllegalArgumentException malformed) {
			// said below
		}
		throw invalid("cursor must be one that an earlier page gave as next");
	}

	private static ProblemException invalid(String detail) {
		return new ProblemException(CommonProblem.INVALID_REQUEST, detail);
	}

	record AuditPage(List<AuditEvent> events, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {

	}

}
