/**
 * Cookies that authenticate, and the check that a page of the service sent the request.
 */
@NullMarked
package dev.gatehouse.session.cookie;

import org.jspecify.annotations.NullMarked;
