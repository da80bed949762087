package io.peerage.agent.swarm;

import io.peerage.protocol.identity.AgentId;

/** Where a chunk can be had. */
public sealed interface Source {
  /** Another agent, which has the chunk or is its home. */
  record Peer(AgentId id) implements Source {}

  /** The site's origin, through its adapter. */
  record Origin() implements Source {}

  Origin ORIGIN = new Origin();
}
