/**
 * What people look at: the front page, the docs and the problem pages.
 */
@NullMarked
package dev.gatehouse.host.pages;

import org.jspecify.annotations.NullMarked;
