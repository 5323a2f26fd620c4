/**
 * How often: budgets an account, limits an address, and whose address a request comes
 * from.
 */
@NullMarked
package dev.gatehouse.ratelimit;

import org.jspecify.annotations.NullMarked;
