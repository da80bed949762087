/**
 * Start, readiness and stop of a process: what runs now and then, and what {@code /livez} and
 * {@code /readyz} say. Used by the wiring classes.
 */
@NullMarked
package io.peerage.runtime.lifecycle;

import org.jspecify.annotations.NullMarked;
