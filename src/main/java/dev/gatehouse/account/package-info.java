/**
 * Who may call: accounts, their roles and tiers, and the passwords of those that have
 * one.
 */
@NullMarked
package dev.gatehouse.account;

import org.jspecify.annotations.NullMarked;
