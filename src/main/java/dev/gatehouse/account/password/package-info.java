/**
 * Passwords: their hashing, rules, change, and the accounts that people register with
 * one.
 */
@NullMarked
package dev.gatehouse.account.password;

import org.jspecify.annotations.NullMarked;
