package dev.gatehouse.passkey;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Published for the audit trail; a change, within its transaction.
 *
 * @param action {@code passkey.added}, {@code renamed}, {@code removed}, {@code used},
 * {@code refused} or {@code cloned}
 * @param ownerId whose; null for an unknown passkey
 * @param passkeyId which; null for one that is not stored
 * @param detail more, in words
 */
public record PasskeyEvent(String action, @Nullable String ownerId, @Nullable UUID passkeyId, @Nullable String detail) {
}
