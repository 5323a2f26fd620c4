package dev.gatehouse.apikey;

import java.time.Instant;
import java.util.Set;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is stored: the hash of its secret, never the secret.
 */
@Entity
@Table(name = "api_key")
public class ApiKey {

	@Id
	private String id;

	@Column(name = "owner_id")
	private String ownerId;

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

	/** Written by those who count uses, in batches. */
	@Column(name = "last_used_at", insertable = false, updatable = false)
	private @Nullable Instant lastUsedAt;

	protected ApiKey() {
	}

	ApiKey(ApiKeySecret secret, String ownerId, String name, Set<String> scopes, Instant createdAt, Instant expiresAt) {
		this.id = secret.id();
		this.ownerId = ownerId;
		this.name = name;
		this.secretHash = secret.hash();
		this.scopes = String.join(" ", scopes);
		this.createdAt = createdAt;
		this.expiresAt = expiresAt;
	}

	/**
	 * The key that takes the place of this one: the same in all but id, secret and age.
	 */
	ApiKey successor(ApiKeySecret successorSecret, Instant now) {
		return new ApiKey(successorSecret, this.ownerId, this.name, scopes(), now, this.expiresAt);
	}

	public String id() {
		return this.id;
	}

	public String ownerId() {
		return this.ownerId;
	}

	public String name() {
		return this.name;
	}

	public Set<String> scopes() {
		return this.scopes.isEmpty() ? Set.of() : Set.of(this.scopes.split(" "));
	}

	String secretHash() {
		return this.secretHash;
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

}
