/**
 * The trust engine at scale, with the tracker's own classes: reports enter where the HTTP handler
 * hands them over, and leave as scores that selection sees and rows on the disk. Run by {@code make
 * bench-trust}; calls the tracker's reports, trust, bans and store.
 */
@NullMarked
package io.peerage.benchmarks.trust;

import org.jspecify.annotations.NullMarked;
