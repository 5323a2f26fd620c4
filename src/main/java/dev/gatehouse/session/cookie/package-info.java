/**
 * Cookies that authenticate, and what a request with one must show in addition: that a
 * page of the service sent it.
 */
@NullMarked
package dev.gatehouse.session.cookie;

import org.jspecify.annotations.NullMarked;
