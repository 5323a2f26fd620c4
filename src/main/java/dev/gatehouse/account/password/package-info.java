/**
 * Passwords: hashing, rules, login, change, and registration with one.
 */
@NullMarked
package dev.gatehouse.account.password;

import org.jspecify.annotations.NullMarked;
