package dev.gatehouse.apikey;

import java.time.Instant;
import java.util.Set;

import dev.gatehouse.account.Account;
import dev.gatehouse.account.AssignedId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is stored: the hash of its secret, never the secret.
 */
@Entity
@Table(name = "api_key")
class ApiKey extends AssignedId<String> {

	@Id
	private String id;

	@ManyToOne(fetch = FetchType.LAZY, optional = false)
	@JoinColumn(name = "account_id")
	private Account account;

	private String name;

	@Column(name = "secret_hash")
	private String secretHash;

	private String scopes;

	@Column(name = "created_at")
	private Instant createdAt;

	@Column(name = "expires_at")
	private Instant expiresAt;

	@Column(name = "revoked_at")
	private @Nullable Instant revokedAt;

	@Column(name = "replaced_by")
	private @Nullable String replacedBy;

	@Column(name = "replaced_at")
	private @Nullable Instant replacedAt;

	/** Written in batches, see {@link UsageRows}. */
	@Column(name = "last_used_at", insertable = false, updatable = false)
	private @Nullable Instant lastUsedAt;

	protected ApiKey() {
	}

	ApiKey(ApiKeySecret secret, Account account, String name, Set<String> scopes, Instant createdAt,
			Instant expiresAt) {
		this.id = secret.id();
		this.account = account;
		this.name = name;
		this.secretHash = secret.hash();
		this.scopes = String.join(" ", scopes);
		this.createdAt = createdAt;
		this.expiresAt = expiresAt;
	}

	String secretHash() {
		return this.secretHash;
	}

	boolean isRevoked() {
		return this.revokedAt != null || !this.account.isEnabled();
	}

	boolean isExpired(Instant now) {
		return !now.isBefore(this.expiresAt);
	}

	/**
	 * The key that takes the place of this one: the same in all but id, secret and age.
	 */
	ApiKey successor(ApiKeySecret successorSecret, Instant now) {
		return new ApiKey(successorSecret, this.account, this.name, scopes(), now, this.expiresAt);
	}

	Account account() {
		return this.account;
	}

	String name() {
		return this.name;
	}

	Instant createdAt() {
		return this.createdAt;
	}

	Instant expiresAt() {
		return this.expiresAt;
	}

	@Nullable Instant revokedAt() {
		return this.revokedAt;
	}

	@Nullable String replacedBy() {
		return this.replacedBy;
	}

	@Nullable Instant replacedAt() {
		return this.replacedAt;
	}

	@Nullable Instant lastUsedAt() {
		return this.lastUsedAt;
	}

	Set<String> scopes() {
		return this.scopes.isEmpty() ? Set.of() : Set.of(this.scopes.split(" "));
	}

	@Override
	public String getId() {
		return this.id;
	}

}
