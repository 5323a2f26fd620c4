/**
 * A GitHub of one's own: it lets the OAuth2 login be tried and tested with no account and
 * no network, and it is never in the jar.
 */
@NullMarked
package dev.gatehouse.standin;

import org.jspecify.annotations.NullMarked;
