/**
 * Limits and counts of API keys, plugged into their chain from outside.
 */
@NullMarked
package dev.gatehouse.apikey.usage;

import org.jspecify.annotations.NullMarked;
