/**
 * The service: four ways for an API to authenticate its callers, side by side.
 */
@NullMarked
package dev.gatehouse;

import org.jspecify.annotations.NullMarked;
