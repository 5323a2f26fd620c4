package dev.gatehouse.account;

import java.util.UUID;

/**
 * Published after a change to an account is committed, for listeners that keep copies.
 */
public record AccountChanged(UUID accountId) {
}
