/**
 * What every way in ends in: the verified caller, and the settings that all filter chains
 * share.
 */
@NullMarked
package dev.gatehouse.caller;

import org.jspecify.annotations.NullMarked;
