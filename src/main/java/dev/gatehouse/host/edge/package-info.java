/**
 * What stands before all chains.
 */
@NullMarked
package dev.gatehouse.host.edge;

import org.jspecify.annotations.NullMarked;
