/**
 * Logins that have begun and have not ended: rows instead of an HTTP session, bound to
 * the browser, and a limit for each address. Every scheme with two steps stands on it.
 */
@NullMarked
package dev.gatehouse.attempt;

import org.jspecify.annotations.NullMarked;
