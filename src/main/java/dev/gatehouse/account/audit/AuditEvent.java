package dev.gatehouse.account.audit;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Something that happened to an account or its credentials. Never holds a secret.
 *
 * @param id its place in the trail; 0 before it is written
 * @param at when
 * @param accountId whose account; null for a name that no account bears
 * @param actor the subject of who did it
 * @param action what, such as {@code key.created}
 * @param outcome {@code success} or {@code failure}
 * @param scheme the way in that the actor used
 * @param credentialId the credential that it concerns, if it concerns one
 * @param address the client's address
 * @param requestId finds the log lines
 * @param detail more, in words
 */
@JsonNaming(SnakeCaseStrategy.class)
public record AuditEvent(@JsonIgnore long id, Instant at, @Nullable UUID accountId, String actor, String action,
		String outcome, @Nullable String scheme, @Nullable String credentialId, @Nullable String address,
		@Nullable String requestId, @Nullable String detail) {

	/**
	 * The event as it is told to the owner of the account: where somebody else acted from
	 * is not the owner's to know.
	 * @param owner the owner's subject
	 * @return the event, without address and request id unless they are the owner's
	 */
	public AuditEvent toldTo(String owner) {
		boolean foreign = !this.actor.equals(owner) && !this.actor.startsWith("|");
		return foreign ? new AuditEvent(this.id, this.at, this.accountId, this.actor, this.action, this.outcome,
				this.scheme, this.credentialId, null, null, this.detail) : this;
	}

}
