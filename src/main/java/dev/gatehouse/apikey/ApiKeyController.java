package dev.gatehouse.apikey;

import java.math.BigDecimal;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.apikey.ApiKeys.IssuedKey;
import dev.gatehouse.apikey.KeyOwners.KeyOwner;
import dev.gatehouse.caller.CallerAuthentication;
import dev.gatehouse.caller.ListQuery;
import dev.gatehouse.caller.ListQuery.Position;
import dev.gatehouse.caller.Role;
import dev.gatehouse.caller.Tier;
import dev.gatehouse.problem.ApiController;
import dev.gatehouse.problem.CommonProblem;
import dev.gatehouse.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Management of keys by people who have logged in; a key can never manage keys. A key of
 * another owner is not found, as an unknown one, except by administrators.
 */
@ApiController
record ApiKeyController(ApiKeys keys, ApiKeyRows rows, KeyOwners owners, ApiKeyProperties properties,
		ObjectProvider<ApiKeyCounts> counts) {

	private static final Duration DEFAULT_OVERLAP = Duration.ofHours(24);

	private static final Duration MAX_OVERLAP = Duration.ofDays(7);

	@PostMapping("/api/keys")
	ResponseEntity<CreatedKey> create(Authentication caller, @Valid @RequestBody NewKeyRequest body) {
		return created(
				this.keys.issue(owner(caller), body.name(), scopes(body.scopes(), caller), life(body.expiresInDays())));
	}

	@GetMapping("/api/keys")
	KeyList list(Authentication caller, HttpServletRequest request) {
		KeyOwner viewer = owner(caller);
		boolean admin = viewer.role() == Role.ADMIN;
		ListQuery query = admin ? ListQuery.of(request, "live", "name", "owner")
				: ListQuery.of(request, "live", "name");
		this.counts.ifAvailable(ApiKeyCounts::write);
		List<ApiKey> found = this.rows.list(admin ? query.filters().get("owner") : viewer.id(), query,
				this.keys.clock().instant());
		return new KeyList(query.page(found).stream().map((key) -> ListedKey.of(key, admin)).toList(),
				query.next(found, (key) -> Position.of(key.createdAt, key.id())));
	}

	@PostMapping("/api/keys/{id}/rotate")
	ResponseEntity<CreatedKey> rotate(Authentication caller, @PathVariable String id,
			@RequestBody(required = false) @Nullable RotationRequest body) {
		Duration overlap = overlap((body != null) ? body.overlap() : null);
		return created(this.keys.rotate(this.keys.visibleTo(caller.getName(), id), caller.getName(), overlap));
	}

	@DeleteMapping("/api/keys/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void revoke(Authentication caller, @PathVariable String id) {
		this.keys.revoke(this.keys.visibleTo(caller.getName(), id), caller.getName());
	}

	private KeyOwner owner(Authentication caller) {
		return this.owners.findBySubject(caller.getName())
			.orElseThrow(() -> new ProblemException(CommonProblem.NOT_FOUND));
	}

	/** A token of fewer scopes than its owner has cannot make a key with more. */
	private Set<String> scopes(List<String> asked, Authentication caller) {
		if (!this.properties.scopes().containsAll(asked)) {
			throw invalid("scopes names a scope that does not exist");
		}
		if (caller instanceof CallerAuthentication known && !known.getPrincipal().scopes().containsAll(asked)) {
			throw invalid("scopes names a scope that you do not have yourself");
		}
		return new TreeSet<>(asked);
	}

	/** A whole number, also written as {@code 30.0} (JSON Schema knows no difference). */
	private Duration life(@Nullable BigDecimal days) {
		if (days == null) {
			return this.properties.defaultTtl();
		}
		long max = this.properties.maxTtl().toDays();
		if (days.compareTo(BigDecimal.valueOf(max)) > 0) {
			throw invalid("expires_in_days must be at most " + max);
		}
		try {
			return Duration.ofDays(days.longValueExact());
		}
		catch (ArithmeticException fraction) {
			throw invalid("expires_in_days must be a whole number");
		}
	}

	private static Duration overlap(@Nullable String text) {
		try {
			Duration overlap = (text != null) ? duration(text) : DEFAULT_OVERLAP;
			if (!overlap.isNegative() && overlap.compareTo(MAX_OVERLAP) <= 0) {
				return overlap;
			}
		}
		catch (DateTimeException malformed) {
			// refused below
		}
		throw invalid("overlap must be an ISO-8601 duration from PT0S to P7D");
	}

	/** {@link Duration} does not read weeks. */
	private static Duration duration(String text) {
		return Duration.parse(
				text.matches("P[0-9]{1,3}W") ? "P" + 7 * Integer.parseInt(text, 1, text.length() - 1, 10) + "D" : text);
	}

	private static ProblemException invalid(String detail) {
		return new ProblemException(CommonProblem.INVALID_REQUEST, detail);
	}

	private static ResponseEntity<CreatedKey> created(IssuedKey made) {
		return ResponseEntity.created(URI.create("/api/keys/" + made.key().id())).body(CreatedKey.of(made));
	}

	@JsonNaming(SnakeCaseStrategy.class)
	record NewKeyRequest(
			@NotBlank(message = "is required") @Pattern(regexp = "(?s).{0,100}",
					message = "must have 100 characters at most") @Pattern(
							regexp = "[[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]\\u200c\\u200d]*",
							message = "must not have control characters") String name,
			@NotEmpty(message = "is required") List<@NotNull(message = "must not hold null") String> scopes,
			@Positive(message = "must be at least 1") @Nullable BigDecimal expiresInDays) {

	}

	record RotationRequest(@Nullable String overlap) {

	}

	/** The only answer that shows a key. Masks itself when printed. */
	@JsonNaming(SnakeCaseStrategy.class)
	record CreatedKey(String id, String key, String name, Set<String> scopes, Tier tier, Instant createdAt,
			Instant expiresAt) {

		static CreatedKey of(IssuedKey made) {
			ApiKey key = made.key();
			return new CreatedKey(key.id(), made.secret().reveal(), key.name(), key.scopes(), made.owner().tier(),
					key.createdAt, key.expiresAt);
		}

		@Override
		public String toString() {
			return "CreatedKey[id=" + this.id + "]";
		}

	}

	record KeyList(List<ListedKey> keys, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {

	}

	@JsonNaming(SnakeCaseStrategy.class)
	record ListedKey(String id, String name, Set<String> scopes, Instant createdAt, Instant expiresAt,
			@Nullable Instant revokedAt, @Nullable Instant lastUsedAt, long requests, @Nullable String replacedBy,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String account) {

		static ListedKey of(ApiKey key, boolean admin) {
			return new ListedKey(key.id(), key.name(), key.scopes(), key.createdAt, key.expiresAt, key.revokedAt,
					key.lastUsedAt, key.requests, key.replacedBy, admin ? key.ownerId() : null);
		}

	}

}
