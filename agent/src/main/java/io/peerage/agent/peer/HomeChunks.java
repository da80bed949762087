package io.peerage.agent.peer;

import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.VerifiedBytes;
import io.peerage.protocol.site.SiteName;
import java.io.IOException;
import java.util.Optional;

/**
 * Chunks of which this agent is the home, fetched from the origin for the agent that asks.
 * Thread-safe.
 */
public interface HomeChunks {
  /** A chunk that comes in while it is passed on. */
  interface Incoming {
    ContentLayout layout();

    /** The hashes of all its blocks; waits until they are proven. */
    HashList awaitBlockHashes() throws IOException, InterruptedException;

    /** The bytes from {@code offset} on, at least one, at most {@code maxBytes}; waits for them. */
    VerifiedBytes await(int offset, int maxBytes) throws IOException, InterruptedException;
  }

  /**
   * Starts to fetch {@code chunk} of {@code site}, or joins who does already.
   *
   * @return nothing when this agent does not serve the site, or the chunk has come into the store
   *     meanwhile
   * @throws IOException when the origin does not give it
   */
  Optional<Incoming> fetch(SiteName site, ChunkId chunk) throws IOException, InterruptedException;
}
