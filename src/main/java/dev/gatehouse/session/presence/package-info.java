/**
 * Recent logins: which routes need one, and how the user of a session proves again who it
 * is.
 */
@NullMarked
package dev.gatehouse.session.presence;

import org.jspecify.annotations.NullMarked;
