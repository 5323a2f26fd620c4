/**
 * Scheme one: API keys in the X-API-Key header.
 */
@NullMarked
package dev.gatehouse.apikey;

import org.jspecify.annotations.NullMarked;
