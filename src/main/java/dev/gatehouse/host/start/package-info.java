/**
 * What a deployment is checked for before anything else is made: the profile, the stores,
 * the secrets and https.
 */
@NullMarked
package dev.gatehouse.host.start;

import org.jspecify.annotations.NullMarked;
