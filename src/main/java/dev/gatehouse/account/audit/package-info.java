/**
 * The audit trail: what happened to accounts and their credentials.
 */
@NullMarked
package dev.gatehouse.account.audit;

import org.jspecify.annotations.NullMarked;
