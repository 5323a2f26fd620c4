package dev.gatehouse.account;

import java.util.UUID;

/**
 * Published while an account is being deleted, within that transaction, for those who
 * keep something of it: they delete it too, or the account stays.
 *
 * @param accountId which account
 */
public record AccountDeleted(UUID accountId) {
}
