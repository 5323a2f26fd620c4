package dev.gatehouse.account;

import java.util.UUID;

/**
 * Published within the transaction that deletes an account: listeners delete what belongs
 * to it in the same transaction.
 */
public record AccountDeleted(UUID accountId) {
}
