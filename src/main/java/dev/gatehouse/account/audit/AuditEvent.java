package dev.gatehouse.account.audit;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Something that happened to an account or its credentials. Never contains a secret.
 *
 * @param id its position in the trail; 0 before it is written
 * @param accountId the account; null for a name that no account has
 * @param actor the subject that did it
 * @param action what, such as {@code key.created}
 * @param outcome {@code success} or {@code failure}
 * @param scheme how the actor was authenticated
 */
@JsonNaming(SnakeCaseStrategy.class)
public record AuditEvent(@JsonIgnore long id, Instant at, @Nullable UUID accountId, String actor, String action,
		String outcome, @Nullable String scheme, @Nullable String credentialId, @Nullable String address,
		@Nullable String requestId, @Nullable String detail) {

	public AuditEvent failed() {
		return copy("failure", this.scheme, this.credentialId, this.detail);
	}

	public AuditEvent withScheme(@Nullable String scheme) {
		return copy(this.outcome, scheme, this.credentialId, this.detail);
	}

	public AuditEvent withCredential(@Nullable String credentialId) {
		return copy(this.outcome, this.scheme, credentialId, this.detail);
	}

	public AuditEvent withDetail(@Nullable String detail) {
		return copy(this.outcome, this.scheme, this.credentialId, detail);
	}

	/** With another time and place, such as for something that was noticed later. */
	public AuditEvent withOrigin(Instant at, @Nullable String address, @Nullable String requestId) {
		return new AuditEvent(this.id, at, this.accountId, this.actor, this.action, this.outcome, this.scheme,
				this.credentialId, address, requestId, this.detail);
	}

	private AuditEvent copy(String outcome, @Nullable String scheme, @Nullable String credentialId,
			@Nullable String detail) {
		return new AuditEvent(this.id, this.at, this.accountId, this.actor, this.action, outcome, scheme, credentialId,
				this.address, this.requestId, detail);
	}

}
