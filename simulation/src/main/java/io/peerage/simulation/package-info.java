/**
 * The deterministic simulator of the trust model: what the command line calls. A run follows from
 * its scenario and seed alone; nothing here reads a clock but to say how long a run took.
 */
@NullMarked
package io.peerage.simulation;

import org.jspecify.annotations.NullMarked;
