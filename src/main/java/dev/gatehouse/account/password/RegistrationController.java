package dev.gatehouse.account.password;

import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.AccountProblem;
import dev.gatehouse.account.Accounts;
import dev.gatehouse.account.audit.AuditTrail;
import dev.gatehouse.caller.ClientAddress;
import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.Tier;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.ratelimit.AttemptLimit;
import dev.gatehouse.ratelimit.RetryLaterException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.validation.annotation.Validated;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Creates an account for any caller, where that is switched on. Role and tier are the
 * lowest, whatever was asked.
 */
@ApiController
@EnableConfigurationProperties(RegistrationController.RegistrationProperties.class)
class RegistrationController {

	/**
	 * Names that people take for an administrator's; the configured one has the first.
	 */
	private static final Set<String> RESERVED = Set.of("admin", "administrator", "root", "superuser", "system");

	private final RegistrationProperties properties;

	private final Accounts accounts;

	private final PasswordRules rules;

	private final PasswordHashing hashing;

	private final AuditTrail trail;

	private final TransactionOperations transactions;

	private final Clock clock;

	private final AttemptLimit limit;

	RegistrationController(RegistrationProperties properties, Accounts accounts, PasswordRules rules,
			PasswordHashing hashing, AuditTrail trail, TransactionOperations transactions, Clock clock) {
		this.properties = properties;
		this.accounts = accounts;
		this.rules = rules;
		this.hashing = hashing;
		this.trail = trail;
		this.transactions = transactions;
		this.clock = clock;
		this.limit = AttemptLimit.perHour(properties.perAddress(), clock);
	}

	@PostMapping(path = "/auth/register", consumes = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.CREATED)
	RegisteredAccount register(@Valid @RequestBody RegistrationRequest body, HttpServletRequest request) {
		if (!this.properties.enabled()) {
			throw new ProblemException(AccountProblem.REGISTRATION_DISABLED);
		}
		if (!Account.isUserName(body.username())) {
			throw new ProblemException(CommonProblem.INVALID_REQUEST,
					"username must be 1 to 64 letters, digits, dots, dashes or underscores, and begin with a letter or digit");
		}
		OptionalLong wait = this.limit.spend(ClientAddress.of(request));
		if (wait.isPresent()) {
			throw new RetryLaterException(CommonProblem.RATE_LIMITED, wait.getAsLong());
		}
		String key = Account.key(body.username());
		if (RESERVED.contains(key) || this.accounts.findBySubjectKey(key).isPresent()) {
			throw new ProblemException(AccountProblem.USERNAME_TAKEN);
		}
		this.rules.requireAcceptable("password", body.username(), body.password());
		String hash = this.hashing.hash(body.username(), body.password());
		try {
			return Objects.requireNonNull(this.transactions.execute((transaction) -> {
				Account account = this.accounts
					.saveAndFlush(Account.local(body.username(), hash, Role.USER, this.clock.instant()));
				this.trail.write(this.trail.event("account.registered", account.getId(), account.subject(), request));
				return new RegisteredAccount(account.subject(), account.role(), account.tier(), account.createdAt());
			}));
		}
		catch (DataIntegrityViolationException taken) {
			throw new ProblemException(AccountProblem.USERNAME_TAKEN);
		}
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

	}

	/**
	 * Whether callers may create accounts.
	 *
	 * @param enabled off unless switched on
	 * @param perAddress how many accounts a client address may create per hour
	 */
	@Validated
	@ConfigurationProperties("gatehouse.registration")
	record RegistrationProperties(@DefaultValue("false") boolean enabled, @DefaultValue("100") @Min(1) int perAddress) {
	}

}
