/**
 * Agent to agent: the server that gives chunks to others within its slots, and the client that asks
 * them. Section 5 of the protocol. Called by swarm (the client) and by the wiring; reads the store,
 * and asks {@link io.peerage.agent.peer.HomeChunks} for what only a home can give.
 */
@NullMarked
package io.peerage.agent.peer;

import org.jspecify.annotations.NullMarked;
