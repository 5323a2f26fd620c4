/**
 * The checks of a deployment before any other bean is made: the profile, the stores, the
 * secrets and https.
 */
@NullMarked
package dev.gatehouse.host.start;

import org.jspecify.annotations.NullMarked;
