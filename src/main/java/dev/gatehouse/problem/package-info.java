/**
 * The one writer of every refusal and error, and the catalogue of their codes (RFC 9457).
 */
@NullMarked
package dev.gatehouse.problem;

import org.jspecify.annotations.NullMarked;
