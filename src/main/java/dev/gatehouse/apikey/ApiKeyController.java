package dev.gatehouse.apikey;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.Scopes;
import dev.gatehouse.caller.Tier;
import dev.gatehouse.apikey.ApiKeyAudit.Actor;
import dev.gatehouse.apikey.ApiKeyLifeCycle.NewKey;
import dev.gatehouse.caller.Caller;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import dev.gatehouse.problem.RequestIdFilter;
import dev.gatehouse.caller.ClientAddresses;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.data.domain.Limit;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Managing keys, by people who have logged in: a key can never manage keys. Keys of
 * others are as absent as unknown ones, except to administrators.
 */
@ApiController
class ApiKeyController {

	private static final Duration DEFAULT_OVERLAP = Duration.ofHours(24);

	private static final Duration LONGEST_OVERLAP = Duration.ofDays(7);

	private static final Limit MOST_LISTED = Limit.of(1_000);

	private final ApiKeys keys;

	private final ApiKeyLifeCycle lifeCycle;

	private final UsageRows usage;

	private final ApiKeyProperties properties;

	private final ClientAddresses addresses;

	ApiKeyController(ApiKeys keys, ApiKeyLifeCycle lifeCycle, UsageRows usage, ApiKeyProperties properties,
			ClientAddresses addresses) {
		this.keys = keys;
		this.lifeCycle = lifeCycle;
		this.usage = usage;
		this.properties = properties;
		this.addresses = addresses;
	}

	@PostMapping("/api/keys")
	ResponseEntity<CreatedKey> create(@AuthenticationPrincipal Caller caller, @Valid @RequestBody NewKeyRequest wish,
			HttpServletRequest request) {
		NewKey made = this.lifeCycle.create(actor(caller, request), wish.name(), scopes(wish.scopes(), caller),
				life(wish.expiresInDays()));
		return created(made);
	}

	@GetMapping("/api/keys")
	KeyList list(@AuthenticationPrincipal Caller caller) {
		this.usage.flushIfIdle();
		boolean admin = caller.role() == Role.ADMIN;
		List<ApiKey> visible = admin ? this.keys.findAll(MOST_LISTED) : this.keys.findAllOf(caller.subject());
		Map<String, Long> totals = this.usage.totals(visible.stream().map(ApiKey::getId).toList());
		return new KeyList(
				visible.stream().map((key) -> ListedKey.of(key, totals.getOrDefault(key.getId(), 0L), admin)).toList());
	}

	@PostMapping("/api/keys/{id}/rotate")
	ResponseEntity<CreatedKey> rotate(@AuthenticationPrincipal Caller caller, @PathVariable String id,
			@RequestBody(required = false) @Nullable RotationRequest wish, HttpServletRequest request) {
		Duration overlap = overlap((wish != null) ? wish.overlap() : null);
		return created(this.lifeCycle.rotate(actor(caller, request), this.lifeCycle.visibleTo(caller, id), overlap));
	}

	@DeleteMapping("/api/keys/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void revoke(@AuthenticationPrincipal Caller caller, @PathVariable String id, HttpServletRequest request) {
		this.lifeCycle.revoke(actor(caller, request), this.lifeCycle.visibleTo(caller, id));
	}

	/** Whoever holds a key may kill it. Says nothing about whether there was one. */
	@PostMapping(ApiKeySecurity.REVOKE_BY_POSSESSION)
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void revokeByPossession(@Valid @RequestBody RevocationRequest wish, HttpServletRequest request) {
		Actor holder = new Actor(Actor.HOLDER, "api_key", this.addresses.of(request), RequestIdFilter.of(request));
		ApiKeySecret.parse(wish.key())
			.ifPresent((secret) -> this.keys.findWithAccount(secret.id())
				.filter((key) -> secret.matches(key.secretHash()))
				.ifPresent((key) -> this.lifeCycle.revoke(holder, key)));
	}

	private Actor actor(Caller caller, HttpServletRequest request) {
		return Actor.of(caller, this.addresses.of(request), RequestIdFilter.of(request));
	}

	private static Set<String> scopes(List<String> wished, Caller caller) {
		for (String scope : wished) {
			if (!Scopes.ALL.contains(scope)) {
				throw invalid("scopes names a scope that does not exist");
			}
			if (!caller.scopes().contains(scope)) {
				throw invalid("scopes names a scope that you do not have yourself");
			}
		}
		return new TreeSet<>(wished);
	}

	private Duration life(@Nullable Integer days) {
		if (days == null) {
			return this.properties.defaultTtl();
		}
		Duration life = Duration.ofDays(days);
		if (life.compareTo(this.properties.maxTtl()) > 0) {
			throw invalid("expires_in_days must be at most %d".formatted(this.properties.maxTtl().toDays()));
		}
		return life;
	}

	private static Duration overlap(@Nullable String text) {
		try {
			Duration overlap = (text != null) ? Duration.parse(text) : DEFAULT_OVERLAP;
			if (!overlap.isNegative() && overlap.compareTo(LONGEST_OVERLAP) <= 0) {
				return overlap;
			}
		}
		catch (DateTimeException malformed) {
			// said below
		}
		throw invalid("overlap must be an ISO-8601 duration from PT0S to P7D");
	}

	private static ProblemException invalid(String detail) {
		return new ProblemException(CommonProblem.INVALID_REQUEST, detail);
	}

	private static ResponseEntity<CreatedKey> created(NewKey made) {
		return ResponseEntity.created(URI.create("/api/keys/" + made.key().getId())).body(CreatedKey.of(made));
	}

	@JsonNaming(SnakeCaseStrategy.class)
	record NewKeyRequest(
			@NotBlank(message = "is required") @Size(max = 100, message = "must have 100 characters at most") @Pattern(
					regexp = "[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]*",
					message = "must not have control characters") String name,
			@NotEmpty(message = "is required") List<@NotNull(message = "must not hold null") String> scopes,
			@Positive(message = "must be at least 1") @Nullable Integer expiresInDays) {

	}

	record RotationRequest(@Nullable String overlap) {

	}

	record RevocationRequest(@NotNull(message = "is required") String key) {

		@Override
		public String toString() {
			return "RevocationRequest[…]";
		}

	}

	/** The only answer that shows a key. Masks itself when printed. */
	@JsonNaming(SnakeCaseStrategy.class)
	record CreatedKey(String id, String key, String name, Set<String> scopes, Tier tier, Instant createdAt,
			Instant expiresAt) {

		static CreatedKey of(NewKey made) {
			ApiKey key = made.key();
			return new CreatedKey(key.getId(), made.secret().reveal(), key.name(), key.scopes(), key.account().tier(),
					key.createdAt(), key.expiresAt());
		}

		@Override
		public String toString() {
			return "CreatedKey[id=%s]".formatted(this.id);
		}

	}

	record KeyList(List<ListedKey> keys) {

	}

	@JsonNaming(SnakeCaseStrategy.class)
	record ListedKey(String id, String name, Set<String> scopes, Instant createdAt, Instant expiresAt,
			@Nullable Instant revokedAt, @Nullable Instant lastUsedAt, long requests, @Nullable String replacedBy,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String account) {

		static ListedKey of(ApiKey key, long requests, boolean admin) {
			return new ListedKey(key.getId(), key.name(), key.scopes(), key.createdAt(), key.expiresAt(),
					key.revokedAt(), key.lastUsedAt(), requests, key.replacedBy(),
					admin ? key.account().getId().toString() : null);
		}

	}

}
