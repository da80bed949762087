package io.peerage.agent.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.peerage.agent.store.StoreConfig.VerifyReads;
import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentMismatchException;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.VerifiedChunk;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chunks on disk, a file each:
 *
 * <pre>
 * content/&lt;first 2 digits of root&gt;/&lt;root&gt;/layer         length (8 bytes, big-endian), then the chunk layer
 * content/&lt;first 2 digits of root&gt;/&lt;root&gt;/&lt;n&gt;.chunk     the bytes of chunk n, nothing else
 * content/&lt;first 2 digits of root&gt;/&lt;root&gt;/*.part          being written; deleted at start
 * </pre>
 *
 * <p>No fsync and no journal: a file takes its name only when all its bytes are written, and each
 * chunk is hashed before its first use after that, and after every start. A crash, a power cut or a
 * bad disk can lose a chunk, never corrupt a hit. Eviction is Caffeine's W-TinyLFU by bytes.
 *
 * <p>Thread-safe. Memory: about 200 bytes per chunk, and 32 per chunk of known content.
 */
final class DiskChunks {
  private static final Logger log = LoggerFactory.getLogger(DiskChunks.class);
  private static final int MAX_OPEN_FILES = 512;
  private static final String PART = ".part";
  private static final String CHUNK = ".chunk";

  private final Path folder;
  private final StoreConfig config;
  private final InstantSource clock;
  private final StoreEvents events;
  private final HoldingsJournal journal;
  private final Map<ContentRoot, StoredContent> contents = new ConcurrentHashMap<>();
  private final Cache<ChunkId, Entry> index;
  private final Cache<ChunkId, VerifiedFile> openFiles;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong partNumber = new AtomicLong();

  /** One chunk on disk. */
  private static final class Entry {
    final int length;
    // The state of the file when it was last hashed and found right; null before.
    volatile @Nullable Check check;

    Entry(int length) {
      this.length = length;
    }
  }

  private record Check(Instant at, FileTime modified, long size) {}

  /** What is known of some content, and which of its chunks are there. */
  private static final class StoredContent {
    final ContentVerifier verifier;
    // Guarded by this object's monitor.
    final BitSet chunks = new BitSet();

    StoredContent(ContentVerifier verifier) {
      this.verifier = verifier;
    }
  }

  DiskChunks(
      Path folder,
      StoreConfig config,
      InstantSource clock,
      StoreEvents events,
      HoldingsJournal journal) {
    this.folder = folder.resolve("content");
    this.config = config;
    this.clock = clock;
    this.events = events;
    this.journal = journal;
    this.index =
        Caffeine.newBuilder()
            .maximumWeight(config.quota().bytes())
            .weigher((ChunkId _, Entry entry) -> Math.max(1, entry.length))
            .scheduler(Scheduler.disabledScheduler())
            .executor(Runnable::run)
            .evictionListener(this::onEviction)
            .build();
    this.openFiles =
        Caffeine.newBuilder()
            .maximumSize(MAX_OPEN_FILES)
            .executor(Runnable::run)
            .removalListener((@Nullable ChunkId _, @Nullable VerifiedFile file, RemovalCause _) -> {
              if (file != null) {
                file.release();
              }
            })
            .build();
  }

  /** Finds what is there from before, the least recently used first, and deletes leftovers. */
  void scan() throws IOException {
    Files.createDirectories(folder);
    record Found(ChunkId id, int length, FileTime used) {}
    List<Found> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder, 3)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (name.endsWith(PART)) {
          Files.deleteIfExists(file);
        } else if (name.endsWith(CHUNK)) {
          idOf(file)
              .ifPresent(id -> {
                try {
                  BasicFileAttributes attributes =
                      Files.readAttributes(file, BasicFileAttributes.class);
                  found.add(
                      new Found(
                          id, Math.toIntExact(attributes.size()), attributes.lastModifiedTime()));
                } catch (IOException | ArithmeticException e) {
                  log.warn("passing over {}: {}", file, e.getMessage());
                }
              });
        }
      }
    }
    found.sort(Comparator.comparing(Found::used));
    for (Found chunk : found) {
      StoredContent content = contents.get(chunk.id.root());
      if (content == null) {
        content = readLayer(chunk.id.root());
        if (content == null) {
          deleteQuietly(fileOf(chunk.id));
          continue;
        }
        contents.put(chunk.id.root(), content);
      }
      if (chunk.id.index() >= content.verifier.layout().chunkCount()
          || content.verifier.layout().chunkLength(chunk.id.index()) != chunk.length) {
        deleteQuietly(fileOf(chunk.id));
        continue;
      }
      add(content, chunk.id, new Entry(chunk.length));
    }
  }

  /** What is known of content {@code root}, if any of it is here. */
  Optional<ContentVerifier> verifier(ContentRoot root) {
    return Optional.ofNullable(contents.get(root)).map(content -> content.verifier);
  }

  /** Which chunks are here, per content. */
  BitSet chunks(ContentRoot root) {
    StoredContent content = contents.get(root);
    if (content == null) {
      return new BitSet();
    }
    synchronized (content) {
      return (BitSet) content.chunks.clone();
    }
  }

  /** All content of which something is here. */
  List<ContentRoot> roots() {
    return List.copyOf(contents.keySet());
  }

  boolean contains(ChunkId id) {
    return index.policy().getIfPresentQuietly(id) != null;
  }

  long bytes() {
    return bytes.get();
  }

  /** Whether a file that was checked is used without another check, for a while. */
  boolean trustsChecks() {
    return config.verifyReads() != VerifyReads.ALWAYS;
  }

  /**
   * The chunk as an open file, if it was checked and the check still holds. Does not block long.
   */
  Optional<VerifiedFile> ready(ChunkId id) {
    if (!trustsChecks()) {
      return Optional.empty();
    }
    Entry entry = index.getIfPresent(id);
    Check check = entry == null ? null : entry.check;
    if (check == null
        || clock.instant().isAfter(check.at().plus(config.reverifyAfter().duration()))) {
      return Optional.empty();
    }
    VerifiedFile file = openFiles.getIfPresent(id);
    return file != null && file.retain() ? Optional.of(file) : Optional.empty();
  }

  /** The chunk as an open file, opened now if its check still holds. Blocks on the disk. */
  Optional<VerifiedFile> open(ChunkId id) {
    Optional<VerifiedFile> ready = ready(id);
    if (ready.isPresent() || !trustsChecks()) {
      return ready;
    }
    Entry entry = index.getIfPresent(id);
    Check check = entry == null ? null : entry.check;
    if (entry == null
        || check == null
        || clock.instant().isAfter(check.at().plus(config.reverifyAfter().duration()))) {
      return Optional.empty();
    }
    Path path = fileOf(id);
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.size() != check.size()
          || !attributes.lastModifiedTime().equals(check.modified())) {
        // Someone else wrote to it: it must be hashed again.
        entry.check = null;
        channel.close();
        return Optional.empty();
      }
    } catch (IOException e) {
      closeQuietly(channel);
      drop(id, e.getMessage());
      return Optional.empty();
    }
    VerifiedFile file = new VerifiedFile(id, channel, entry.length);
    file.retain();
    openFiles.put(id, file);
    return Optional.of(file);
  }

  /** Reads and hashes the chunk; one that is not what was written is deleted. Blocks. */
  Optional<VerifiedChunk> read(ChunkId id) {
    Entry entry = index.getIfPresent(id);
    StoredContent content = contents.get(id.root());
    if (entry == null || content == null) {
      return Optional.empty();
    }
    Path path = fileOf(id);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      BasicFileAttributes before = Files.readAttributes(path, BasicFileAttributes.class);
      ByteBuffer buffer = ByteBuffer.allocate(entry.length);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) {
          throw new EOFException("the file is cut short");
        }
      }
      VerifiedChunk chunk = content.verifier.verify(id.index(), buffer.flip());
      entry.check = new Check(clock.instant(), before.lastModifiedTime(), before.size());
      return Optional.of(chunk);
    } catch (ContentMismatchException e) {
      events.corrupt(id);
      drop(id, e.getMessage());
      return Optional.empty();
    } catch (IOException e) {
      if (contains(id)) {
        events.corrupt(id);
        drop(id, e.getMessage());
      }
      return Optional.empty();
    }
  }

  /** Writes a chunk, unless it is here. */
  void write(ContentVerifier verifier, VerifiedChunk chunk) throws IOException {
    ChunkId id = chunk.id();
    if (contains(id)) {
      return;
    }
    StoredContent content = contents.computeIfAbsent(id.root(), _ -> new StoredContent(verifier));
    Path home = folderOf(id.root());
    Files.createDirectories(home);
    Path layer = home.resolve("layer");
    if (!Files.exists(layer)) {
      HashList hashes = verifier.chunkHashes();
      ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + hashes.toBytes().length);
      bytes.putLong(verifier.layout().length()).put(hashes.toBytes());
      writeFile(layer, bytes.flip());
    }
    writeFile(fileOf(id), chunk.bytes().buffer());
    add(content, id, new Entry(chunk.bytes().length()));
  }

  private void add(StoredContent content, ChunkId id, Entry entry) {
    // Eviction removes bits under the same monitor, so a chunk's bit and its entry agree.
    synchronized (content) {
      contents.put(id.root(), content);
      content.chunks.set(id.index());
    }
    bytes.addAndGet(entry.length);
    journal.changed(id.root());
    Entry replaced = index.asMap().put(id, entry);
    if (replaced != null) {
      // Two that had fetched it wrote it, one after the other.
      bytes.addAndGet(-replaced.length);
    }
  }

  private void onEviction(@Nullable ChunkId id, @Nullable Entry entry, RemovalCause cause) {
    if (id != null && entry != null) {
      forget(id, entry);
      events.evicted(id);
    }
  }

  private void drop(ChunkId id, @Nullable String reason) {
    Entry entry = index.asMap().remove(id);
    if (entry != null) {
      log.warn("chunk {} is lost: {}", id, reason);
      forget(id, entry);
    }
  }

  private void forget(ChunkId id, Entry entry) {
    openFiles.invalidate(id);
    deleteQuietly(fileOf(id));
    bytes.addAndGet(-entry.length);
    StoredContent content = contents.get(id.root());
    if (content != null) {
      synchronized (content) {
        content.chunks.clear(id.index());
        if (content.chunks.isEmpty()) {
          contents.remove(id.root(), content);
          deleteQuietly(folderOf(id.root()).resolve("layer"));
          deleteQuietly(folderOf(id.root()));
        }
      }
    }
    journal.changed(id.root());
  }

  private void writeFile(Path target, ByteBuffer bytes) throws IOException {
    Path part = target.resolveSibling(partNumber.incrementAndGet() + PART);
    try {
      try (FileChannel channel =
          FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      deleteQuietly(part);
      throw e;
    }
  }

  private @Nullable StoredContent readLayer(ContentRoot root) {
    Path file = folderOf(root).resolve("layer");
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      long length = bytes.getLong();
      byte[] hashes = new byte[bytes.remaining()];
      bytes.get(hashes);
      return new StoredContent(ContentVerifier.of(root, length, HashList.wrap(hashes)));
    } catch (IOException | RuntimeException | ContentMismatchException e) {
      log.warn("forgetting content {}: its layer is damaged: {}", root, e.getMessage());
      deleteQuietly(file);
      return null;
    }
  }

  private Path folderOf(ContentRoot root) {
    String name = root.toString();
    return folder.resolve(name.substring(0, 2)).resolve(name);
  }

  private Path fileOf(ChunkId id) {
    return folderOf(id.root()).resolve(id.index() + CHUNK);
  }

  private static Optional<ChunkId> idOf(Path file) {
    String name = file.getFileName().toString();
    Path home = file.toAbsolutePath().getParent();
    if (home == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ChunkId(
              ContentRoot.parse(home.getFileName().toString()),
              Integer.parseInt(name.substring(0, name.length() - CHUNK.length()))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (NoSuchFileException e) {
      log.debug("{} is gone already", file);
    } catch (IOException e) {
      log.warn("cannot delete {}: {}", file, e.getMessage());
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        log.debug("closing after an error", e);
      }
    }
  }

  void close() {
    openFiles.invalidateAll();
  }
}
