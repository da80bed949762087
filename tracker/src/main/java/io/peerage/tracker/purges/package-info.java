/**
 * Purges of the whole fleet: takes them in from operators, keeps them in a log with growing
 * numbers, hands them to agents that hold a request open, and knows who has carried out what.
 * Called by http and retention; asks enrolment and swarm who belongs to the fleet, identity to
 * sign, and tells events. Its store is {@link io.peerage.tracker.purges.PurgeStore}.
 */
@NullMarked
package io.peerage.tracker.purges;

import org.jspecify.annotations.NullMarked;
