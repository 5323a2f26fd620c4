/**
 * The feed of changes, for what is kept in memory on several replicas.
 */
@NullMarked
package dev.gatehouse.feed;

import org.jspecify.annotations.NullMarked;
