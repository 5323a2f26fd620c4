/**
 * Budgets in Redis, for all replicas together.
 */
@NullMarked
package dev.gatehouse.ratelimit.redis;

import org.jspecify.annotations.NullMarked;
