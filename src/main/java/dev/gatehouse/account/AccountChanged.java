package dev.gatehouse.account;

import java.util.UUID;

/**
 * Published after a change to an account is committed, for those who keep copies of it.
 *
 * @param accountId which account
 */
public record AccountChanged(UUID accountId) {

}
