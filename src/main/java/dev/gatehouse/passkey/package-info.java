/**
 * Scheme four: passkeys (W3C Web Authentication), ending in {@link PasskeyOwners}, which
 * the service implements.
 */
@NullMarked
package dev.gatehouse.passkey;

import org.jspecify.annotations.NullMarked;
