/**
 * How much an agent is trusted, as a number: {@code TrustModel} is the arithmetic, {@code
 * TrustBook} keeps it for a whole fleet, both pure, and {@code TrustLedger} makes that thread-safe
 * and durable. Reports and audits write to it; selection, bans and the admin API read it. It ranks
 * and it draws audits. It never changes an agent's state.
 */
@NullMarked
package io.peerage.tracker.trust;

import org.jspecify.annotations.NullMarked;
