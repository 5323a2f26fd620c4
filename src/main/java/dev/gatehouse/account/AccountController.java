package dev.gatehouse.account;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.caller.ListQuery;
import dev.gatehouse.caller.ListQuery.Position;
import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.Tier;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;

/**
 * Accounts, for administrators: a {@code JwtChain} of the service refuses all others.
 */
@ApiController
record AccountController(Accounts accounts, AccountAdministration administration) {

	@GetMapping("/api/accounts")
	AccountList list(HttpServletRequest request) {
		ListQuery query = ListQuery.of(request, "name");
		String after = query.after().text();
		int limit = query.fetch();
		List<Account> found = Optional.ofNullable(query.filters().get("name"))
			.map((name) -> this.accounts.findByName(name, after, limit))
			.orElseGet(() -> this.accounts.findBySubjectGreaterThanOrderBySubject(after, limit));
		return new AccountList(query.page(found).stream().map(ListedAccount::of).toList(),
				query.next(found, (account) -> new Position(0, account.subject())));
	}

	@PatchMapping("/api/accounts/{id}")
	ListedAccount change(@AuthenticationPrincipal Caller caller, @PathVariable UUID id,
			@Valid @RequestBody AccountChange body, HttpServletRequest request) {
		return this.administration.change(id, body.tier(), body.enabled(), caller, request)
			.map(ListedAccount::of)
			.orElseThrow(() -> new ProblemException(CommonProblem.NOT_FOUND));
	}

	record AccountChange(@Nullable Tier tier, @Nullable Boolean enabled) {

		@AssertTrue(message = "change needs tier or enabled")
		boolean isAny() {
			return this.tier != null || this.enabled != null;
		}

	}

	record AccountList(List<ListedAccount> accounts, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {

	}

	@JsonNaming(SnakeCaseStrategy.class)
	record ListedAccount(UUID id, String subject, String name, @Nullable String email, Role role, Tier tier,
			boolean enabled, Instant createdAt) {

		static ListedAccount of(Account account) {
			return new ListedAccount(account.getId(), account.subject(), account.name(), account.email(),
					account.role(), account.tier(), account.isEnabled(), account.createdAt());
		}

	}

}
