package io.peerage.tracker.swarm;

import io.peerage.protocol.message.Capacity;
import io.peerage.protocol.message.ChunkSet;
import io.peerage.protocol.message.PeerEndpoint;
import io.peerage.tracker.identity.Caller;

/** An agent that has chunks of some content, and which. */
public record Holder(
    Caller agent, String zone, PeerEndpoint endpoint, Capacity capacity, ChunkSet chunks) {}
