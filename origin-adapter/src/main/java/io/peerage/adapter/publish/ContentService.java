package io.peerage.adapter.publish;

import io.peerage.adapter.source.ObjectVersion;
import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.spool.Spool;
import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.ContentMismatchException;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.RangeProof;
import io.peerage.protocol.site.SiteName;
import io.peerage.protocol.transfer.BlockRun;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives chunks by content root, of all sites: from the spool, else from an object that has this
 * content now, bound to its version. What nobody has any more is gone; the object that should have
 * had it is made anew when its manifest is next asked for. Thread-safe.
 */
public final class ContentService implements AutoCloseable {
  private final ContentStore contents;
  private final Optional<Spool> spool;
  private final Map<SiteName, Publisher> publishers;
  private final ConcurrentHashMap<ChunkId, SharedChunk> shared = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Thread, Boolean> fetchers = new ConcurrentHashMap<>();

  /**
   * @param spool what remote objects are kept in; without one, all objects are read at their source
   */
  public ContentService(
      ContentStore contents, Optional<Spool> spool, Map<SiteName, Publisher> publishers) {
    this.contents = contents;
    this.spool = spool;
    this.publishers = Map.copyOf(publishers);
  }

  /** What is known of {@code root}. */
  public Optional<ContentVerifier> find(ContentRoot root) {
    return contents.find(root).map(ContentHashes::verifier);
  }

  /**
   * The proof of a run of blocks.
   *
   * @throws GoneException when the hashes are damaged or lost meanwhile
   */
  public ProvenRun prove(ContentVerifier content, int index, BlockRun run) throws GoneException {
    ContentRoot root = content.root();
    ContentHashes hashes = contents.find(root).orElseThrow(() -> new GoneException(root));
    try {
      RangeProof proof =
          RangeProof.of(
              content.layout(), index, hashes.blockHashes(index), run.first(), run.count());
      return new ProvenRun(
          content, index, run, proof, content.accept(index, run.first(), run.count(), proof));
    } catch (ContentMismatchException | IOException e) {
      contents.discard(root);
      throw new GoneException(root);
    }
  }

  /** Opens the bytes of a run. The caller closes it. */
  public VerifiedRun open(ProvenRun run) {
    ContentRoot root = run.content().root();
    if (spool.isEmpty() || !isRemote(root)) {
      return new DirectRun(run, sources(root));
    }
    SharedChunk fetching = shared.get(run.chunk());
    if (fetching != null) {
      return fetching.reader(run);
    }
    return run.run().isWhole(run.layout(), run.index()) && !spool.get().has(run.chunk())
        ? share(spool.get(), run).reader(run)
        : new DirectRun(run, spoolAndSources(spool.get(), run.chunk()));
  }

  private boolean isRemote(ContentRoot root) {
    return contents.places(root).stream()
        .anyMatch(key -> {
          Publisher publisher = publishers.get(key.site());
          return publisher != null && publisher.isSpooled();
        });
  }

  private SharedChunk share(Spool into, ProvenRun whole) {
    return shared.computeIfAbsent(
        whole.chunk(),
        chunk -> {
          SharedChunk fetch = new SharedChunk(whole);
          Thread thread =
              Thread.ofVirtual()
                  .name("fetch-chunk")
                  .unstarted(() -> {
                    try {
                      fetch.fetch(spoolAndSources(into, chunk)).ifPresent(into::put);
                    } finally {
                      shared.remove(chunk, fetch);
                      fetchers.remove(Thread.currentThread());
                    }
                  });
          fetchers.put(thread, true);
          thread.start();
          return fetch;
        });
  }

  private List<DirectRun.Place> spoolAndSources(Spool from, ChunkId chunk) {
    List<DirectRun.Place> places = new ArrayList<>();
    places.add(new SpoolPlace(from, chunk));
    places.addAll(sources(chunk.root()));
    return places;
  }

  /** The objects that have this content now, the one signed last first. */
  private List<DirectRun.Place> sources(ContentRoot root) {
    List<DirectRun.Place> places = new ArrayList<>();
    for (ObjectKey key : contents.places(root)) {
      Publisher publisher = publishers.get(key.site());
      if (publisher != null) {
        publisher
            .signed(key.path())
            .filter(object -> object.manifest().contentRoot().equals(root))
            .ifPresent(object -> places.add(new ObjectPlace(publisher, key, object.version())));
      }
    }
    return places;
  }

  /** An object at its origin. */
  private record ObjectPlace(Publisher publisher, ObjectKey key, ObjectVersion version)
      implements DirectRun.Place {
    @Override
    public Optional<InputStream> open(ProvenRun run, int block)
        throws SourceException, InterruptedException {
      return Optional.of(
          publisher.source().read(key.path(), version, run.offsetOf(block), run.bytesFrom(block)));
    }

    @Override
    public void wrong() {
      publisher.suspect(key.path());
    }
  }

  /** The spool. */
  private record SpoolPlace(Spool spool, ChunkId chunk) implements DirectRun.Place {
    @Override
    public Optional<InputStream> open(ProvenRun run, int block) {
      return spool.open(chunk, run.layout(), block * ContentLayout.BLOCK_BYTES);
    }

    @Override
    public void wrong() {
      spool.discard(chunk);
    }
  }

  /** Breaks off what is under way. */
  @Override
  public void close() {
    fetchers.keySet().forEach(Thread::interrupt);
  }
}
