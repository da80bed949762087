/**
 * Virtual time: events in a queue, one after another on one thread. Called by the world; calls
 * nothing.
 */
@NullMarked
package io.peerage.simulation.engine;

import org.jspecify.annotations.NullMarked;
