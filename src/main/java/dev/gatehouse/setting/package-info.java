/**
 * Settings that must not be wrong: what stops the start, and secrets from configuration.
 */
@NullMarked
package dev.gatehouse.setting;

import org.jspecify.annotations.NullMarked;
