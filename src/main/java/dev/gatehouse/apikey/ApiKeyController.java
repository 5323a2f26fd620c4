package dev.gatehouse.apikey;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.gatehouse.apikey.ApiKeyChain.Limit;
import dev.gatehouse.apikey.ApiKeys.IssuedKey;
import dev.gatehouse.apikey.KeyOwners.KeyOwner;
import dev.gatehouse.apikey.KeyRequests.KeyChangeRequest;
import dev.gatehouse.apikey.KeyRequests.NewKeyRequest;
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
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Management of keys by people who have logged in; a key can never manage keys. A key of
 * another owner is not found, as an unknown one, except by administrators.
 */
@ApiController
record ApiKeyController(ApiKeys keys, ApiKeyRows rows, KeyOwners owners, ApiKeyFormat format,
		ApiKeyProperties properties, ApiKeyChain.Usage usage) {

	@PostMapping("/api/keys")
	ResponseEntity<CreatedKey> create(Authentication caller, @Valid @RequestBody NewKeyRequest body) {
		requireOwn(body.scopes(), caller);
		return created(this.keys.issue(owner(caller), body.terms(), this.properties.life(body.expiresInDays())));
	}

	@GetMapping("/api/keys")
	KeyList list(Authentication caller, HttpServletRequest request) {
		KeyOwner viewer = owner(caller);
		boolean admin = viewer.role() == Role.ADMIN;
		ListQuery query = admin ? ListQuery.of(request, "live", "name", "expiring_within", "owner")
				: ListQuery.of(request, "live", "name", "expiring_within");
		Instant now = this.keys.clock().instant();
		Instant end = Optional.ofNullable(query.filters().get("expiring_within"))
			.map((text) -> now.plus(KeyRequests.duration("expiring_within", text, "PT0S", "P3650D")))
			.orElse(null);
		this.usage.write();
		List<ApiKey> found = this.rows.list(admin ? query.filters().get("owner") : viewer.id(), query, now, end);
		return new KeyList(query.page(found).stream().map((key) -> ListedKey.of(key, admin)).toList(),
				query.next(found, (key) -> Position.of(key.createdAt, key.id())));
	}

	@GetMapping("/api/keys/{id}")
	ListedKey read(Authentication caller, @PathVariable String id) {
		this.usage.write();
		return ListedKey.of(this.keys.visibleTo(caller.getName(), id), owner(caller).role() == Role.ADMIN);
	}

	@PatchMapping("/api/keys/{id}")
	ListedKey change(Authentication caller, @PathVariable String id, @Valid @RequestBody KeyChangeRequest body) {
		ApiKey changed = this.keys.change(this.keys.visibleTo(caller.getName(), id), caller.getName(), body::appliedTo);
		return ListedKey.of(changed, owner(caller).role() == Role.ADMIN);
	}

	@PostMapping("/api/keys/{id}/rotate")
	ResponseEntity<CreatedKey> rotate(Authentication caller, @PathVariable String id,
			@RequestBody(required = false) @Nullable RotationRequest body) {
		String text = (body != null) ? body.overlap() : null;
		Duration overlap = KeyRequests.duration("overlap", (text != null) ? text : "PT24H", "PT0S", "P7D");
		return created(this.keys.rotate(this.keys.visibleTo(caller.getName(), id), caller.getName(), overlap));
	}

	@DeleteMapping("/api/keys/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void revoke(Authentication caller, @PathVariable String id) {
		this.keys.revoke(this.keys.visibleTo(caller.getName(), id), caller.getName());
	}

	/**
	 * Revokes a key for anyone who holds it, such as the finder of a leak. The answer
	 * does not tell whether there was such a key, nor whether the client is beyond its
	 * limit.
	 */
	@PostMapping(ApiKeySecurity.REVOKE_BY_POSSESSION)
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void revokeFound(@Valid @RequestBody RevocationRequest body, HttpServletRequest request) {
		this.format.parse(body.key()).ifPresent((key) -> {
			BooleanSupplier lookUp = () -> this.rows.findById(key.id())
				.filter((found) -> key.matches(found.secretHash))
				.filter((found) -> this.keys.revoke(found, ApiKeyChanged.HOLDER))
				.isPresent();
			this.usage.run(request, key, lookUp);
		});
	}

	private KeyOwner owner(Authentication caller) {
		return this.owners.findBySubject(caller.getName())
			.orElseThrow(() -> new ProblemException(CommonProblem.NOT_FOUND));
	}

	/** A token of fewer scopes than its owner has cannot make a key with more. */
	private void requireOwn(Collection<String> asked, Authentication caller) {
		if (!this.properties.scopes().containsAll(asked)) {
			throw ProblemException.invalid("scopes names a scope that does not exist");
		}
		if (caller instanceof CallerAuthentication known && !known.getPrincipal().scopes().containsAll(asked)) {
			throw ProblemException.invalid("scopes names a scope that you do not have yourself");
		}
	}

	private static ResponseEntity<CreatedKey> created(IssuedKey made) {
		return ResponseEntity.created(URI.create("/api/keys/" + made.key().id())).body(CreatedKey.of(made));
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
	record ListedKey(String id, String name, Set<String> scopes, List<String> allowedNetworks, @Nullable Limit limit,
			@JsonRawValue String metadata, Instant createdAt, Instant expiresAt, @Nullable Instant revokedAt,
			@Nullable Instant lastUsedAt, long requests, @Nullable String replacedBy,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String account) {

		static ListedKey of(ApiKey key, boolean admin) {
			KeyTerms terms = key.terms();
			return new ListedKey(key.id(), terms.name(), terms.scopes(), terms.networks(), terms.limit(),
					terms.metadata(), key.createdAt, key.expiresAt, key.revokedAt, key.lastUsedAt, key.requests,
					key.replacedBy, admin ? key.ownerId() : null);
		}

	}

}
