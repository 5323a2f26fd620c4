/**
 * What stands behind the gate and in front of it: the guarded endpoints, the public
 * chain, headers and request ids.
 */
@NullMarked
package dev.gatehouse.web;

import org.jspecify.annotations.NullMarked;
