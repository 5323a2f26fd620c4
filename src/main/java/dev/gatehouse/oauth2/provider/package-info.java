/**
 * The HTTP client of the provider. Its beans are found by the component scan of
 * {@code oauth2}.
 */
@NullMarked
package dev.gatehouse.oauth2.provider;

import org.jspecify.annotations.NullMarked;
