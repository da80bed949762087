/**
 * The default store: one SQLite file in the data folder. Implements the small interfaces that the
 * features own; opened by the wiring class and by nobody else.
 */
@NullMarked
package io.peerage.tracker.store.embedded;

import org.jspecify.annotations.NullMarked;
