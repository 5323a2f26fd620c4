package dev.gatehouse.passkey;

import java.time.OffsetDateTime;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A passkey as it is stored. Bytes are Base64 for URLs, as in the answers of browsers.
 *
 * @param id the short name in paths and in the trail
 * @param credentialId the authenticator's name for it
 * @param userHandle the authenticator's name for the owner
 * @param publicKey in COSE
 * @param signCount 0 if the authenticator does not count
 * @param backupEligible whether it may be copied to other devices; never changes
 * @param backupState whether it has been
 * @param aaguid the model of the authenticator, or zeros
 * @param transports ways to the authenticator, separated by spaces
 * @param label the owner's name for it
 */
record Passkey(UUID id, String ownerId, String credentialId, String userHandle, String publicKey, long signCount,
		boolean backupEligible, boolean backupState, UUID aaguid, String transports, String label,
		OffsetDateTime createdAt, @Nullable OffsetDateTime lastUsedAt) {
}
