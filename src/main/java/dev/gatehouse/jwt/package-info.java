/**
 * Scheme two: signed access tokens, in the Authorization header or in the browser's
 * cookie.
 */
@NullMarked
package dev.gatehouse.jwt;

import org.jspecify.annotations.NullMarked;
