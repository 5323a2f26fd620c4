/**
 * How the service is operated: health, metrics and scheduling.
 */
@NullMarked
package dev.gatehouse.host.operations;

import org.jspecify.annotations.NullMarked;
