/**
 * Sessions: opened by a login, then refreshed, listed, ended and revoked.
 */
@NullMarked
package dev.gatehouse.session;

import org.jspecify.annotations.NullMarked;
