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

	@SuppressWarnings("UnusedVariable") // for whoever reads the table
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

	/** Withdraws the key for ever. The first time counts. */
	void revoke(Instant now) {
		if (this.revokedAt == null) {
			this.revokedAt = now;
		}
	}

	Account account() {
		return this.account;
	}

	Set<String> scopes() {
		return this.scopes.isEmpty() ? Set.of() : Set.of(this.scopes.split(" "));
	}

	@Override
	public String getId() {
		return this.id;
	}

}
