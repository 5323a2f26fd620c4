package dev.gatehouse.apikey;

import java.time.Instant;
import java.util.Set;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/**
 * A stored key, with the hash of its secret and never the secret.
 */
@Entity
public class ApiKey {

	@Id
	private String id;

	private String ownerId;

	private String name;

	String secretHash;

	private String scopes;

	Instant createdAt;

	Instant expiresAt;

	@Nullable Instant revokedAt;

	@Nullable String replacedBy;

	@Nullable Instant replacedAt;

	/** By the clock of the database; null as long as the key is as it was made. */
	@Nullable Instant changedAt;

	/** Written in batches, by the counts of use. */
	@Column(insertable = false, updatable = false)
	@Nullable Instant lastUsedAt;

	/** The admitted ones, written with the last use. */
	@Column(insertable = false, updatable = false)
	long requests;

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

	/** The successor of this key: the same except for id, secret and age. */
	ApiKey successor(ApiKeySecret successorSecret, Instant now) {
		return new ApiKey(successorSecret, this.ownerId, this.name, scopes(), now, this.expiresAt);
	}

	public String id() {
		return this.id;
	}

	public String ownerId() {
		return this.ownerId;
	}

	/** False for what the feed still needs of a deleted owner's key. */
	boolean hasOwner() {
		return !this.ownerId.isEmpty();
	}

	public String name() {
		return this.name;
	}

	public Set<String> scopes() {
		return this.scopes.isEmpty() ? Set.of() : Set.of(this.scopes.split(" "));
	}

}
