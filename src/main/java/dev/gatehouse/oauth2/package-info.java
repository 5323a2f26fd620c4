/**
 * Scheme three: login through an OAuth2 provider, ending in {@link ProviderLogins}, which
 * the service implements.
 */
@NullMarked
package dev.gatehouse.oauth2;

import org.jspecify.annotations.NullMarked;
