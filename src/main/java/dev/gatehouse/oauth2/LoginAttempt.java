package dev.gatehouse.oauth2;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Persistable;

/**
 * A login that was sent to the provider and has not come back. Holds hashes of what the
 * browser must bring, and the PKCE verifier encrypted with what only the browser has.
 */
@Entity
@Table(name = "login_attempt")
class LoginAttempt implements Persistable<String> {

	@Id
	@Column(name = "state_hash")
	private String stateHash;

	@Column(name = "browser_hash")
	private String browserHash;

	@Column(name = "registration_id")
	private String registrationId;

	private String verifier;

	@Column(name = "expires_at")
	private Instant expiresAt;

	@Column(name = "consumed_at")
	private @Nullable Instant consumedAt;

	@Transient
	private boolean stored;

	protected LoginAttempt() {
	}

	LoginAttempt(String stateHash, String browserHash, String registrationId, String verifier, Instant expiresAt) {
		this.stateHash = stateHash;
		this.browserHash = browserHash;
		this.registrationId = registrationId;
		this.verifier = verifier;
		this.expiresAt = expiresAt;
	}

	String registrationId() {
		return this.registrationId;
	}

	String verifier() {
		return this.verifier;
	}

	@Override
	public String getId() {
		return this.stateHash;
	}

	@Override
	public boolean isNew() {
		return !this.stored;
	}

	@PostLoad
	@PostPersist
	void markStored() {
		this.stored = true;
	}

}
