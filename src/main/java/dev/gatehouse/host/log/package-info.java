/**
 * The mask: no secret and no line break of a caller reaches the log.
 */
@NullMarked
package dev.gatehouse.host.log;

import org.jspecify.annotations.NullMarked;
