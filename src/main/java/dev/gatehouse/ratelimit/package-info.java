/**
 * Limits: attempts by address or name, and budgets by account.
 */
@NullMarked
package dev.gatehouse.ratelimit;

import org.jspecify.annotations.NullMarked;
