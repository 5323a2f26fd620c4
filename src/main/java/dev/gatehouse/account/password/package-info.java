/**
 * Passwords: hashing, rules, login and registration.
 */
@NullMarked
package dev.gatehouse.account.password;

import org.jspecify.annotations.NullMarked;
