package io.peerage.agent.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.VerifiedChunk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All chunks that an agent has: on disk, and the hottest in memory. Thread-safe.
 *
 * <p>Writing happens behind the caller's back, in at most {@value #MAX_WRITES} writes at once; when
 * the disk cannot keep up or is full, a chunk is kept in memory only and the agent serves on.
 */
public final class ChunkStore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChunkStore.class);
  private static final int MAX_WRITES = 16;
  private static final int MAX_READS_BEHIND = 2;

  private final DiskChunks disk;
  private final Cache<ChunkId, VerifiedChunk> memory;
  private final HoldingsJournal journal = new HoldingsJournal();
  private final Semaphore writes = new Semaphore(MAX_WRITES);
  private final Semaphore reads = new Semaphore(MAX_READS_BEHIND);
  private final Set<ChunkId> opening = ConcurrentHashMap.newKeySet();
  private final StoreEvents events;
  private final AtomicReference<Optional<String>> complaint =
      new AtomicReference<>(Optional.empty());

  private ChunkStore(Path folder, StoreConfig config, InstantSource clock, StoreEvents events) {
    this.events = events;
    this.disk = new DiskChunks(folder, config, clock, events, journal);
    this.memory =
        Caffeine.newBuilder()
            .maximumWeight(config.memory().bytes())
            .weigher((ChunkId _, VerifiedChunk chunk) -> chunk.bytes().length())
            .executor(Runnable::run)
            .build();
  }

  /**
   * Opens the store in {@code folder}, with what is there from before.
   *
   * @throws IOException when the folder cannot be used
   */
  public static ChunkStore open(
      Path folder, StoreConfig config, InstantSource clock, StoreEvents events) throws IOException {
    ChunkStore store = new ChunkStore(folder, config, clock, events);
    store.disk.scan();
    return store;
  }

  /** How the bytes of a chunk are sent best. */
  public enum Medium {
    /** Many of them, as they are: from the file, without copying. */
    FILE,
    /** Few of them, or changed on the way, as by TLS: from memory. */
    MEMORY
  }

  /**
   * The chunk if it can be sent at once. Never blocks on the disk: fit for an I/O thread.
   *
   * @param better what it is taken from if both are possible
   */
  public Optional<ReadyChunk> ready(ChunkId id, Medium better) {
    VerifiedChunk hot = memory.getIfPresent(id);
    if (hot != null && better == Medium.MEMORY) {
      return Optional.of(new ReadyChunk.InMemory(hot));
    }
    Optional<VerifiedFile> file = disk.ready(id);
    if (file.isPresent()) {
      return file.map(ReadyChunk.OnDisk::new);
    }
    if (hot != null) {
      openBehind(id);
    }
    return Optional.ofNullable(hot).map(ReadyChunk.InMemory::new);
  }

  /** Checks the chunk's file, which is served from memory until then, for the next one to ask. */
  private void openBehind(ChunkId id) {
    if (!disk.contains(id) || !disk.trustsChecks() || !opening.add(id)) {
      return;
    }
    if (!reads.tryAcquire()) {
      opening.remove(id);
      return;
    }
    Thread.ofVirtual()
        .name("store-open")
        .start(() -> {
          try {
            Optional<VerifiedFile> file = disk.open(id);
            if (file.isEmpty() && disk.read(id).isPresent()) {
              file = disk.open(id);
            }
            file.ifPresent(VerifiedFile::release);
          } finally {
            reads.release();
            opening.remove(id);
          }
        });
  }

  /** The chunk, opened or read and hashed first if need be. Blocks on the disk. */
  public Optional<ReadyChunk> get(ChunkId id) {
    VerifiedChunk hot = memory.getIfPresent(id);
    if (hot != null) {
      return Optional.of(new ReadyChunk.InMemory(hot));
    }
    Optional<VerifiedFile> file = disk.open(id);
    if (file.isPresent()) {
      return file.map(ReadyChunk.OnDisk::new);
    }
    return load(id).map(ReadyChunk.InMemory::new);
  }

  /** The chunk's bytes and block hashes, from memory or read and hashed. Blocks on the disk. */
  public Optional<VerifiedChunk> load(ChunkId id) {
    VerifiedChunk hot = memory.getIfPresent(id);
    if (hot != null) {
      return Optional.of(hot);
    }
    Optional<VerifiedChunk> read = disk.read(id);
    read.ifPresent(chunk -> memory.put(id, chunk));
    return read;
  }

  /** Whether the chunk is here, as far as is known without reading it. */
  public boolean contains(ChunkId id) {
    return memory.policy().getIfPresentQuietly(id) != null || disk.contains(id);
  }

  /** Keeps a chunk. Returns at once; the disk is written in the background. */
  public void put(ContentVerifier content, VerifiedChunk chunk) {
    memory.put(chunk.id(), chunk);
    if (!writes.tryAcquire()) {
      events.notKept(chunk.id(), "the disk is too slow");
      return;
    }
    Thread.ofVirtual()
        .name("store-write")
        .start(() -> {
          try {
            disk.write(content, chunk);
            complaint.set(Optional.empty());
          } catch (IOException e) {
            Optional<String> problem = Optional.of(String.valueOf(e.getMessage()));
            if (!complaint.getAndSet(problem).equals(problem)) {
              log.warn("cannot write to the store, serving on without: {}", e.toString());
            }
            events.notKept(chunk.id(), "the disk refused");
          } finally {
            writes.release();
          }
        });
  }

  /** What checks content {@code root}, if some of it is on disk. */
  public Optional<ContentVerifier> verifier(ContentRoot root) {
    return disk.verifier(root);
  }

  /** The chunks on disk of content {@code root}. */
  public BitSet chunks(ContentRoot root) {
    return disk.chunks(root);
  }

  /** All content of which chunks are on disk. */
  public List<ContentRoot> roots() {
    return disk.roots();
  }

  /** What changed since the tracker was told. */
  public HoldingsJournal journal() {
    return journal;
  }

  /** Bytes of chunks on disk. */
  public long diskBytes() {
    return disk.bytes();
  }

  /** Bytes of chunks in memory. */
  public long memoryBytes() {
    return memory.policy().eviction().map(e -> e.weightedSize().orElse(0)).orElse(0L);
  }

  /** What is wrong with the disk at the moment, if anything. */
  public Optional<String> complaint() {
    return complaint.get();
  }

  /** Waits for the writes under way. */
  void awaitWrites() {
    writes.acquireUninterruptibly(MAX_WRITES);
    writes.release(MAX_WRITES);
  }

  /** Waits for the writes under way, and closes all files. */
  @Override
  public void close() {
    awaitWrites();
    disk.close();
  }
}
