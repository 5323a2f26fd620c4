/**
 * Scheme two: signed access tokens (RFC 9068).
 */
@NullMarked
package dev.gatehouse.jwt;

import org.jspecify.annotations.NullMarked;
