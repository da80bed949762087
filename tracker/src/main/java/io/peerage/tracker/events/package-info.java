/**
 * What happened in the fleet, for those who watch: the last thousand events and streams of new
 * ones. Every feature that changes something adds to it; the admin API streams it. It calls nothing
 * of the tracker's. Verdicts are kept for good elsewhere: this is for eyes, not for the record.
 */
@NullMarked
package io.peerage.tracker.events;

import org.jspecify.annotations.NullMarked;
