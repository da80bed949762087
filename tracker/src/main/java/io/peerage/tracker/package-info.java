/**
 * The tracker's wiring and configuration: read {@code io.peerage.tracker.Tracker} and you know the
 * program.
 */
@NullMarked
package io.peerage.tracker;

import org.jspecify.annotations.NullMarked;
