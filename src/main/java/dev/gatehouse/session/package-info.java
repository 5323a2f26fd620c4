/**
 * What a login opens: checking the password, and the tokens that a session hands out.
 */
@NullMarked
package dev.gatehouse.session;

import org.jspecify.annotations.NullMarked;
