package io.peerage.protocol.message;

import io.peerage.protocol.identity.AgentId;

/** An agent of the same zone that may be the home of chunks. */
public record Neighbour(AgentId id, PeerEndpoint endpoint) {}
