/**
 * Scheme two: signed access tokens in the Authorization header.
 */
@NullMarked
package dev.gatehouse.jwt;

import org.jspecify.annotations.NullMarked;
