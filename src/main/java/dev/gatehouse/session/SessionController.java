package dev.gatehouse.session;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.account.Account;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.Flag;
import dev.gatehouse.caller.ListQuery;
import dev.gatehouse.caller.ListQuery.Position;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.session.SessionRows.Session;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Lists and ends the sessions of the caller.
 */
@ApiController
record SessionController(Sessions sessions, SessionRows rows, Accounts accounts, SessionCookies cookies) {

	@GetMapping("/api/sessions")
	SessionList list(@AuthenticationPrincipal Caller caller, HttpServletRequest request) {
		ListQuery query = ListQuery.of(request);
		List<Session> live = this.rows.findLive(account(caller).getId(), query.after(), query.fetch());
		return new SessionList(query.page(live).stream().map((session) -> ListedSession.of(session, caller)).toList(),
				query.next(live, (session) -> Position.of(session.createdAt(), session.id())));
	}

	@DeleteMapping("/api/sessions/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void end(@AuthenticationPrincipal Caller caller, @PathVariable UUID id, HttpServletRequest request,
			HttpServletResponse response) {
		Account account = account(caller);
		Session session = this.sessions.find(account, id).orElseThrow(SessionController::notFound);
		this.sessions.end(session.id(), request, "ended_by_user");
		if (session.id().toString().equals(caller.credentialId())) {
			this.cookies.clear(request, response);
		}
	}

	@DeleteMapping("/api/sessions")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void endAll(@AuthenticationPrincipal Caller caller,
			@RequestParam(name = "keep_current", required = false) @Nullable String keepCurrent,
			HttpServletRequest request, HttpServletResponse response) {
		boolean keeps = Flag.isOn("keep_current", keepCurrent);
		UUID kept = keeps ? UUID.fromString(caller.credentialId()) : null;
		this.sessions.endAll(account(caller), kept, request, "ended_by_user");
		if (!keeps) {
			this.cookies.clear(request, response);
		}
	}

	private Account account(Caller caller) {
		return this.accounts.findBySubject(caller.subject()).orElseThrow(SessionController::notFound);
	}

	private static ProblemException notFound() {
		return new ProblemException(CommonProblem.NOT_FOUND);
	}

	record SessionList(List<ListedSession> sessions, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {
	}

	@JsonNaming(SnakeCaseStrategy.class)
	record ListedSession(UUID id, boolean current, Instant createdAt, Instant lastUsedAt, Instant expiresAt,
			@Nullable String userAgent, List<String> amr) {

		static ListedSession of(Session session, Caller caller) {
			return new ListedSession(session.id(), session.id().toString().equals(caller.credentialId()),
					session.createdAt(), session.lastUsedAt(), session.expiresAt(), session.userAgent(), session.amr());
		}

	}

}
