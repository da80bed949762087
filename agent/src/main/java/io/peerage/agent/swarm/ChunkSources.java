package io.peerage.agent.swarm;

import io.peerage.agent.swarm.SourcePlanner.Candidate;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.runtime.transfer.ChunkDownload;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * What a flight needs of the world: whom to ask for a chunk, a way to ask, and someone who
 * remembers how it went. Thread-safe.
 */
public interface ChunkSources {
  /** Peers to ask, the best first; without those in {@code tried}. */
  List<Candidate> candidates(Set<Source> tried);

  /** Prepares a request to {@code source}; it starts when it is run. */
  Download download(Source source, BlockRun run);

  /** A request that can be run once, and cancelled by another thread. */
  interface Download {
    void run(ChunkDownload.Sink sink) throws IOException;

    void cancel();
  }

  /** Remembers how an attempt ended; {@code bytes} of it were verified and used. */
  void ended(Source source, long bytes, Outcome outcome);
}
