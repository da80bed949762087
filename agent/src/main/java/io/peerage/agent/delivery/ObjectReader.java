package io.peerage.agent.delivery;

import io.peerage.agent.origin.Site;
import io.peerage.agent.store.ChunkStore;
import io.peerage.agent.store.ReadyChunk;
import io.peerage.agent.swarm.Flight;
import io.peerage.agent.swarm.FlightException;
import io.peerage.agent.swarm.Source;
import io.peerage.agent.swarm.Swarm;
import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.VerifiedBytes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a range of an object's bytes in order, chunk by chunk, and has the swarm fetch some way
 * ahead of the reader. For one thread.
 */
public final class ObjectReader {
  /** Attempts to find a chunk that is neither in the store nor under way, before giving up. */
  private static final int MAX_LOOKS = 5;

  private final Site site;
  private final ContentVerifier content;
  private final ChunkStore store;
  private final Swarm swarm;
  private final long readAheadBytes;
  private final long end;
  private long at;
  private int readAheadTo;
  private boolean begun;
  private @Nullable Flight flight;

  /**
   * @param from first byte
   * @param end one after the last byte
   */
  ObjectReader(
      Site site,
      ContentVerifier content,
      ChunkStore store,
      Swarm swarm,
      long readAheadBytes,
      long from,
      long end) {
    this.site = site;
    this.content = content;
    this.store = store;
    this.swarm = swarm;
    this.readAheadBytes = readAheadBytes;
    this.at = from;
    this.end = end;
  }

  /** Whether all was read. */
  public boolean isAtEnd() {
    return at >= end;
  }

  /** The next bytes, at least one; waits for them. Only while not {@link #isAtEnd}. */
  public Piece next() throws FlightException, InterruptedException {
    if (!begun) {
      // What has begun may end, as far as it is in the store.
      swarm.requireNotTakenDown(content.root());
      begun = true;
    }
    ContentLayout layout = content.layout();
    int chunk = layout.chunkAt(at);
    int from = (int) (at - layout.chunkOffset(chunk));
    int until = (int) Math.min(layout.chunkLength(chunk), end - layout.chunkOffset(chunk));
    readAhead(chunk);
    Piece piece = read(chunk, from, until);
    at += piece.length();
    if (at >= layout.chunkOffset(chunk) + layout.chunkLength(chunk)) {
      flight = null;
    }
    return piece;
  }

  private Piece read(int chunk, int from, int until) throws FlightException, InterruptedException {
    for (int look = 0; look < MAX_LOOKS; look++) {
      if (flight == null) {
        Optional<ReadyChunk> ready = store.get(new ChunkId(content.root(), chunk));
        if (ready.isPresent()) {
          return switch (ready.get()) {
            case ReadyChunk.InMemory memory ->
                new Piece.InMemory(
                    Piece.From.STORE, memory.chunk().bytes().slice(from, until - from));
            case ReadyChunk.OnDisk disk -> new Piece.InFile(disk.file(), from, until - from);
          };
        }
        flight = swarm.join(site, content, chunk, from, Swarm.Purpose.CLIENT).orElse(null);
      }
      if (flight != null) {
        VerifiedBytes bytes = flight.await(from, until - from);
        Piece.From source =
            flight.firstSource().orElse(Source.ORIGIN) instanceof Source.Peer
                ? Piece.From.PEER
                : Piece.From.ORIGIN;
        return new Piece.InMemory(source, bytes);
      }
    }
    throw new FlightException(
        FlightException.Reason.UNAVAILABLE, "the chunk comes and goes: the store is too small");
  }

  private void readAhead(int current) throws InterruptedException {
    ContentLayout layout = content.layout();
    long limit = Math.min(end, layout.chunkOffset(current) + readAheadBytes);
    int last = layout.chunkAt(Math.max(at, limit - 1));
    for (int chunk = Math.max(current + 1, readAheadTo); chunk <= last; chunk++) {
      readAheadTo = chunk + 1;
      if (!store.contains(new ChunkId(content.root(), chunk))) {
        try {
          var _ = swarm.join(site, content, chunk, 0, Swarm.Purpose.READ_AHEAD);
        } catch (FlightException e) {
          // There is no room to read ahead; the chunk is fetched when it is needed.
          return;
        }
      }
    }
  }
}
