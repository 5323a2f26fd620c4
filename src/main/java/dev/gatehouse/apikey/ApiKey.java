package dev.gatehouse.apikey;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import dev.gatehouse.apikey.ApiKeyChain.Limit;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.annotations.CurrentTimestamp;
import org.hibernate.annotations.SourceType;
import org.hibernate.generator.EventType;
import org.jspecify.annotations.Nullable;

/**
 * A stored key, with the hash of its secret and never the secret.
 */
@Entity
public final class ApiKey {

	@Id
	private String id;

	private String ownerId;

	private String name;

	String secretHash;

	private String scopes;

	private String allowedNetworks;

	private @Nullable Integer limitRequests;

	private @Nullable Integer limitSeconds;

	private @Nullable String limitId;

	private String metadata;

	Instant createdAt;

	Instant expiresAt;

	@Nullable Instant revokedAt;

	@Nullable String replacedBy;

	@Nullable Instant replacedAt;

	/** By the clock of the database; null as long as the key is as it was made. */
	@CurrentTimestamp(event = EventType.UPDATE, source = SourceType.DB)
	@Nullable Instant changedAt;

	/** When its end was announced. */
	@Nullable Instant noticedAt;

	/** Written in batches, by the counts of use. */
	@Column(insertable = false, updatable = false)
	@Nullable Instant lastUsedAt;

	/** The admitted ones, written with the last use. */
	@Column(insertable = false, updatable = false)
	long requests;

	private ApiKey() {
	}

	ApiKey(ApiKeySecret secret, String ownerId, KeyTerms terms, Instant createdAt, Instant expiresAt) {
		this.id = secret.id();
		this.ownerId = ownerId;
		this.secretHash = secret.hash();
		this.createdAt = createdAt;
		this.expiresAt = expiresAt;
		change(terms);
	}

	/** Final, since the constructor calls it. */
	final void change(KeyTerms terms) {
		this.name = terms.name();
		this.scopes = String.join(" ", terms.scopes());
		this.allowedNetworks = String.join(" ", terms.networks());
		this.limitRequests = (terms.limit() != null) ? terms.limit().requests() : null;
		this.limitSeconds = (terms.limit() != null) ? Math.toIntExact(terms.limit().per().toSeconds()) : null;
		this.metadata = terms.metadata();
	}

	KeyTerms terms() {
		Limit limit = (this.limitRequests != null && this.limitSeconds != null)
				? new Limit(this.limitRequests, Duration.ofSeconds(this.limitSeconds)) : null;
		return new KeyTerms(this.name, scopes(), words(this.allowedNetworks), limit, this.metadata);
	}

	/**
	 * Replaces this key, which works until an end that is not after its own. The
	 * successor is the same except for id, secret and age.
	 */
	ApiKey replace(ApiKeySecret secret, Instant now, Instant end) {
		ApiKey successor = new ApiKey(secret, this.ownerId, terms(), now, this.expiresAt);
		successor.limitId = limitId();
		this.replacedBy = successor.id;
		this.replacedAt = now;
		this.expiresAt = end.isBefore(this.expiresAt) ? end : this.expiresAt;
		return successor;
	}

	/** Of the bucket of its limit, which it shares with its successors. */
	String limitId() {
		return (this.limitId != null) ? this.limitId : this.id;
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
		return Set.copyOf(words(this.scopes));
	}

	boolean isLive(Instant now) {
		return this.revokedAt == null && now.isBefore(this.expiresAt);
	}

	private static List<String> words(String text) {
		return text.isEmpty() ? List.of() : List.of(text.split(" "));
	}

}
