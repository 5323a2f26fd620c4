/**
 * What makes this service this service: its guarded endpoints, its demo data, and the
 * adapters from the schemes' ports to accounts and sessions.
 */
@NullMarked
package dev.gatehouse.service;

import org.jspecify.annotations.NullMarked;
