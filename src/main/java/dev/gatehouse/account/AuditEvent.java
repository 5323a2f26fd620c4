package dev.gatehouse.account;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to an account or its credentials. Never holds a secret.
 *
 * @param id its place in the trail; 0 before it is written
 * @param at when
 * @param accountId whose account
 * @param actor the subject of who did it
 * @param action what, such as {@code key.created}
 * @param outcome {@code success} or {@code failure}
 * @param scheme the way in that the actor used
 * @param credentialId the credential that it concerns
 * @param address the client's address
 * @param requestId finds the log lines
 * @param detail more, in words
 */
public record AuditEvent(@JsonIgnore long id, Instant at, @JsonIgnore UUID accountId, String actor, String action,
		String outcome, @Nullable String scheme, @Nullable String credentialId, @Nullable String address,
		@Nullable String requestId, @Nullable String detail) {

}
