/**
 * What a login opens: a session, with tokens that are refreshed, listed, ended and
 * revoked.
 */
@NullMarked
package dev.gatehouse.session;

import org.jspecify.annotations.NullMarked;
