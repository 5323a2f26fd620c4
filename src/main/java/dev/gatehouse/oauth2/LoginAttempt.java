package dev.gatehouse.oauth2;

import java.time.Instant;

import dev.gatehouse.account.AssignedId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * A login that was sent to the provider and has not come back. Holds hashes of what the
 * browser must bring, and the PKCE verifier and the nonce encrypted with what only the
 * browser has.
 */
@Entity
@Table(name = "login_attempt")
class LoginAttempt extends AssignedId<String> {

	@Id
	@Column(name = "state_hash")
	private String stateHash;

	@Column(name = "browser_hash")
	private String browserHash;

	@Column(name = "registration_id")
	private String registrationId;

	private String verifier;

	private @Nullable String nonce;

	@Column(name = "return_to")
	private @Nullable String returnTo;

	@Column(name = "expires_at")
	private Instant expiresAt;

	@Column(name = "consumed_at")
	private @Nullable Instant consumedAt;

	protected LoginAttempt() {
	}

	LoginAttempt(String stateHash, String browserHash, String registrationId, String verifier, @Nullable String nonce,
			@Nullable String returnTo, Instant expiresAt) {
		this.stateHash = stateHash;
		this.browserHash = browserHash;
		this.registrationId = registrationId;
		this.verifier = verifier;
		this.nonce = nonce;
		this.returnTo = returnTo;
		this.expiresAt = expiresAt;
	}

	String registrationId() {
		return this.registrationId;
	}

	String verifier() {
		return this.verifier;
	}

	@Nullable String nonce() {
		return this.nonce;
	}

	@Nullable String returnTo() {
		return this.returnTo;
	}

	@Override
	public String getId() {
		return this.stateHash;
	}

}
