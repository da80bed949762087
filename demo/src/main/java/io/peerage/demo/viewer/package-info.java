/**
 * Viewers: what players and downloaders do, as real HTTP clients that compare every byte with the
 * origin's own file. Used by the demo and the tests.
 */
@NullMarked
package io.peerage.demo.viewer;

import org.jspecify.annotations.NullMarked;
