/**
 * Bytes that count: tickets are issued here, receipts come in here, and what both ends of a
 * transfer agree on is credited, as far as the ticket allows. Beside it stand the origins' own
 * counters, by which the fleet's offload is known without believing any agent's sums. Called by
 * selection and audit (tickets), by the agents' listener (receipts), and by the overview.
 */
@NullMarked
package io.peerage.tracker.accounting;

import org.jspecify.annotations.NullMarked;
