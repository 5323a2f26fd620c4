/**
 * What stands before all chains, and the chain that comes last.
 */
@NullMarked
package dev.gatehouse.host.edge;

import org.jspecify.annotations.NullMarked;
