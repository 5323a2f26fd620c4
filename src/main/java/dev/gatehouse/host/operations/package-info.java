/**
 * How the service is operated: health, metrics, the database gate and scheduling.
 */
@NullMarked
package dev.gatehouse.host.operations;

import org.jspecify.annotations.NullMarked;
