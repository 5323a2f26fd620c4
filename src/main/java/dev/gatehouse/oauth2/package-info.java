/**
 * Scheme three: login through an OAuth2 provider, ending in a session of our own.
 */
@NullMarked
package dev.gatehouse.oauth2;

import org.jspecify.annotations.NullMarked;
