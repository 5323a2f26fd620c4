package dev.gatehouse.account.password;

import java.time.Clock;
import java.time.Instant;
import java.util.OptionalLong;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.AccountProblem;
import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.Tier;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.caller.ClientAddress;
import dev.gatehouse.ratelimit.AttemptLimit;
import dev.gatehouse.ratelimit.RetryLaterException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Creates an account for any caller, where that is switched on.
 */
@ApiController
class RegistrationController {

	private final RegistrationProperties properties;

	private final Registration registration;

	private final PasswordRules rules;

	private final AuditTrail trail;

	private final AttemptLimit limit;

	RegistrationController(RegistrationProperties properties, Registration registration, PasswordRules rules,
			AuditTrail trail, Clock clock) {
		this.properties = properties;
		this.registration = registration;
		this.rules = rules;
		this.trail = trail;
		this.limit = AttemptLimit.perHour(properties.perAddress(), clock);
	}

	@PostMapping(path = "/auth/register", consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.CREATED)
	RegisteredAccount register(@Valid @RequestBody RegistrationRequest wish, HttpServletRequest request) {
		if (!this.properties.enabled()) {
			throw new ProblemException(AccountProblem.REGISTRATION_DISABLED);
		}
		if (!Account.isUserName(wish.username())) {
			throw new ProblemException(CommonProblem.INVALID_REQUEST,
					"username must be 1 to 64 letters, digits, dots, dashes or underscores, and begin with a letter or digit");
		}
		OptionalLong wait = this.limit.spend(ClientAddress.of(request));
		if (wait.isPresent()) {
			throw new RetryLaterException(CommonProblem.RATE_LIMITED, wait.getAsLong());
		}
		if (!this.registration.isFree(wish.username())) {
			throw new ProblemException(AccountProblem.USERNAME_TAKEN);
		}
		this.rules.objection(wish.username(), wish.password()).ifPresent((objection) -> {
			throw new ProblemException(AccountProblem.PASSWORD_UNACCEPTABLE, "password " + objection);
		});
		return this.registration
			.register(wish.username(), wish.password(),
					(account) -> this.trail
						.write(this.trail.event("account.registered", account.getId(), account.subject(), request)))
			.map(RegisteredAccount::of)
			.orElseThrow(() -> new ProblemException(AccountProblem.USERNAME_TAKEN));
	}

	/** Masks itself when printed. Has no role and no tier: nobody chooses their own. */
	record RegistrationRequest(@NotNull(message = "is required") String username,
			@NotNull(message = "is required") String password) {

		@Override
		public String toString() {
			return "RegistrationRequest[…]";
		}

	}

	@JsonNaming(SnakeCaseStrategy.class)
	record RegisteredAccount(String username, Role role, Tier tier, Instant createdAt) {

		static RegisteredAccount of(Account account) {
			return new RegisteredAccount(account.subject(), account.role(), account.tier(), account.createdAt());
		}

	}

}
