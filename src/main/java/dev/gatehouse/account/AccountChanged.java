package dev.gatehouse.account;

import java.util.UUID;

/**
 * Published within the transaction that changes an account. Listeners that keep copies
 * wait for the commit.
 */
public record AccountChanged(UUID accountId) {
}
