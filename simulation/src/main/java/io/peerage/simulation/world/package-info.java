/**
 * The simulated fleet: agents that read and serve chunks over a network with latency, bandwidth,
 * loss and partitions; an origin; and what is counted. Readers decide by the agent's own {@code
 * SourcePlanner} and {@code PeerBook}; whom they are offered, a {@code TrustScheme} decides. Called
 * by scenarios.
 */
@NullMarked
package io.peerage.simulation.world;

import org.jspecify.annotations.NullMarked;
