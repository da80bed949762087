/**
 * What agents report of their work: traffic, which is counted, and what they saw of each other,
 * which goes to the trust ledger as testimony. Called by the agents' listener; the admin API reads
 * the sums.
 */
@NullMarked
package io.peerage.tracker.reports;

import org.jspecify.annotations.NullMarked;
