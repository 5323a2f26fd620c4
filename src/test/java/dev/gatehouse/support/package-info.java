/**
 * What the tests share: one running server for all of them, and clients that can send
 * what well-behaved clients cannot.
 */
@NullMarked
package dev.gatehouse.support;

import org.jspecify.annotations.NullMarked;
