/**
 * Chunks on their way here: one flight per chunk, fed by several agents and the origin, block by
 * verified block. {@link io.peerage.agent.swarm.SourcePlanner} decides whom to ask next, {@link
 * io.peerage.agent.swarm.Flight} carries it out. Called by delivery for clients and by peer for
 * agents that ask this one as a chunk's home; calls peer, origin and tracker, and puts what arrives
 * into the store.
 */
@NullMarked
package io.peerage.agent.swarm;

import org.jspecify.annotations.NullMarked;
