package io.peerage.tracker.swarm;

import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.message.PeerEndpoint;

/**
 * A chunk that an agent says it has.
 *
 * @param endpoint where the agent serves it
 * @param length of the whole content, as that agent says
 */
public record AnnouncedChunk(PeerEndpoint endpoint, ChunkId chunk, long length) {}
