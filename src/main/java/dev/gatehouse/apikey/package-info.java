/**
 * Scheme one: API keys, in the header X-API-Key or as bearer.
 */
@NullMarked
package dev.gatehouse.apikey;

import org.jspecify.annotations.NullMarked;
