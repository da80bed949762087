package io.peerage.agent.delivery;

import io.peerage.agent.manifest.Manifests;
import io.peerage.agent.manifest.ObjectVersion;
import io.peerage.agent.origin.Site;
import io.peerage.agent.store.ChunkStore;
import io.peerage.agent.store.ChunkStore.Medium;
import io.peerage.agent.store.ReadyChunk;
import io.peerage.agent.swarm.Swarm;
import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.manifest.ObjectPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the version of an object and reads its bytes. Thread-safe. */
public final class Delivery {
  /** Below this a copy costs less than another call of the kernel. */
  private static final int LEAST_FROM_FILE = 16 * 1024;

  private final Manifests manifests;
  private final ChunkStore store;
  private final Swarm swarm;
  private final long readAheadBytes;

  public Delivery(Manifests manifests, ChunkStore store, Swarm swarm, long readAheadBytes) {
    this.manifests = manifests;
    this.store = store;
    this.swarm = swarm;
    this.readAheadBytes = readAheadBytes;
  }

  /** The version to serve, if that is known without asking anyone. Never blocks. */
  public Optional<ObjectVersion> fresh(Site site, ObjectPath path) {
    return manifests.fresh(site, path);
  }

  /** The version to serve; nothing when the object has no manifest and passes through. Blocks. */
  public Optional<ObjectVersion> resolve(Site site, ObjectPath path)
      throws IOException, InterruptedException {
    return manifests.get(site, path);
  }

  /** Whether the object has no manifest yet, but is getting one. */
  public boolean isBeingSigned(Site site, ObjectPath path) {
    return manifests.isBeingSigned(site, path);
  }

  /** The version now, after the one known turned out to be gone. Blocks. */
  public Optional<ObjectVersion> resolveAgain(Site site, ObjectPath path)
      throws IOException, InterruptedException {
    return manifests.refresh(site, path);
  }

  /**
   * The bytes {@code from} to {@code end - 1}, if all of them can be sent at once. Never blocks on
   * the disk: fit for an I/O thread.
   *
   * @param unchanged whether the bytes go out as they are, and not encrypted
   */
  public Optional<List<Piece>> ready(
      ContentVerifier content, long from, long end, boolean unchanged) {
    Medium better = unchanged && end - from >= LEAST_FROM_FILE ? Medium.FILE : Medium.MEMORY;
    ContentLayout layout = content.layout();
    List<Piece> pieces = new ArrayList<>();
    for (long at = from; at < end; ) {
      int chunk = layout.chunkAt(at);
      int start = (int) (at - layout.chunkOffset(chunk));
      int length = (int) Math.min(layout.chunkLength(chunk) - start, end - at);
      Optional<ReadyChunk> ready = store.ready(new ChunkId(content.root(), chunk), better);
      if (ready.isEmpty()) {
        release(pieces);
        return Optional.empty();
      }
      pieces.add(
          switch (ready.get()) {
            case ReadyChunk.InMemory memory ->
                new Piece.InMemory(Piece.From.STORE, memory.chunk().bytes().slice(start, length));
            case ReadyChunk.OnDisk disk -> new Piece.InFile(disk.file(), start, length);
          });
      at += length;
    }
    return Optional.of(pieces);
  }

  /** Reads the bytes {@code from} to {@code end - 1} in order. */
  public ObjectReader read(Site site, ContentVerifier content, long from, long end) {
    return new ObjectReader(site, content, store, swarm, readAheadBytes, from, end);
  }

  /** Lets go of pieces that are not sent after all. */
  public static void release(List<Piece> pieces) {
    for (Piece piece : pieces) {
      if (piece instanceof Piece.InFile file) {
        file.release();
      }
    }
  }
}
