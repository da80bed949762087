package io.peerage.tracker.swarm;

import io.peerage.protocol.message.Capacity;
import io.peerage.protocol.message.PeerEndpoint;
import io.peerage.tracker.identity.Caller;
import java.time.Instant;

/**
 * What is known of an agent that announced itself lately.
 *
 * @param online whether it missed no more heartbeats than it may
 * @param contents how many contents it has chunks of
 * @param chunks how many chunks it has
 * @param takedownVersion the takedown list that it last said it follows, 0 for none
 */
public record Presence(
    Caller agent,
    String zone,
    PeerEndpoint endpoint,
    Capacity capacity,
    Instant lastSeen,
    boolean online,
    int contents,
    long chunks,
    long takedownVersion) {}
