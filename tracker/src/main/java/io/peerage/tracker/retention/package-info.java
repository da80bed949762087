/**
 * Forgetting: what has lapsed or grown too old is removed from every feature, so that a tracker's
 * memory and file stay bounded. Run by the wiring class now and then.
 */
@NullMarked
package io.peerage.tracker.retention;

import org.jspecify.annotations.NullMarked;
