package io.peerage.adapter.spool;

import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.VerifiedChunk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of objects and chunks by content root, within a quota; what was used longest ago goes
 * first:
 *
 * <pre>
 * incoming/17                 being written; deleted when the spool is opened
 * ab/ab12...ef.whole          an object
 * ab/ab12...ef.3              chunk 3 of an object
 * </pre>
 *
 * Files appear whole, by renaming. Nothing is forced to the disk: whoever reads verifies, and
 * {@link #discard}s what a crash spoilt. At most {@value #MAX_FILES} files. Thread-safe; one
 * process owns the folder.
 */
public final class Spool {
  private static final Logger log = LoggerFactory.getLogger(Spool.class);
  private static final int MAX_FILES = 200_000;

  /** How exactly the time of use survives a restart. */
  private static final Duration TOUCH_EVERY = Duration.ofMinutes(1);

  private final Path folder;
  private final long quotaBytes;
  private final InstantSource clock;
  private final SpoolCounters counters = new SpoolCounters();
  private final AtomicLong nextIncoming = new AtomicLong();

  private final ReentrantLock lock = new ReentrantLock();
  // Under lock. The file used longest ago stands first.
  private final Map<SpoolKey, Entry> files = new LinkedHashMap<>(16, 0.75f, true);
  private long keptBytes;
  private long incomingBytes;
  private boolean failing;

  private static final class Entry {
    final long bytes;
    Instant touched;

    Entry(long bytes, Instant touched) {
      this.bytes = bytes;
      this.touched = touched;
    }
  }

  /**
   * Opens the spool with what an earlier process left in it.
   *
   * @param quotaBytes the most that the files may take; 0 keeps nothing
   */
  public Spool(Path folder, long quotaBytes, InstantSource clock) throws IOException {
    this.folder = folder;
    this.quotaBytes = quotaBytes;
    this.clock = clock;
    Files.createDirectories(incoming());
    try (DirectoryStream<Path> left = Files.newDirectoryStream(incoming())) {
      for (Path file : left) {
        Files.delete(file);
      }
    }
    scan();
    lock.lock();
    try {
      makeRoom();
    } finally {
      lock.unlock();
    }
  }

  private void scan() throws IOException {
    record Found(SpoolKey key, long bytes, Instant used) {}
    List<Found> found = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, "[0-9a-f][0-9a-f]")) {
      for (Path part : folders) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(part)) {
          for (Path file : entries) {
            Optional<SpoolKey> key = SpoolKey.parse(file.getFileName().toString());
            if (key.isPresent()) {
              found.add(
                  new Found(
                      key.get(), Files.size(file), Files.getLastModifiedTime(file).toInstant()));
            }
          }
        }
      }
    }
    found.sort(Comparator.comparing(Found::used));
    for (Found file : found) {
      files.put(file.key(), new Entry(file.bytes(), file.used()));
      keptBytes += file.bytes();
    }
  }

  public SpoolCounters counters() {
    return counters;
  }

  /** What the spool takes on the disk, in bytes. */
  public long usedBytes() {
    lock.lock();
    try {
      return keptBytes + incomingBytes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Starts to take an object in. One that is longer than half the quota is not kept: it would drive
   * out everything else.
   *
   * @param length bytes, if they are known beforehand
   */
  public Incoming begin(OptionalLong length) {
    Path file = incoming().resolve(Long.toString(nextIncoming.incrementAndGet()));
    if (length.orElse(0) > quotaBytes / 2) {
      return new Incoming(this, file, null);
    }
    try {
      return new Incoming(
          this,
          file,
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    } catch (IOException e) {
      failed("create " + file, e);
      return new Incoming(this, file, null);
    }
  }

  /** Keeps a chunk. */
  public void put(VerifiedChunk chunk) {
    try (Incoming incoming = begin(OptionalLong.of(chunk.bytes().length()))) {
      byte[] bytes = new byte[chunk.bytes().length()];
      chunk.bytes().buffer().get(bytes);
      incoming.write(bytes, 0, bytes.length);
      incoming.keep(SpoolKey.of(chunk.id()));
    }
  }

  /**
   * The bytes of a chunk from {@code from} on, not verified yet; nothing when the spool has not got
   * the chunk. The caller closes the stream, and calls {@link #discard} if the bytes are wrong or
   * too few. They stay readable when their file is deleted meanwhile.
   */
  public Optional<InputStream> open(ChunkId id, ContentLayout layout, int from) {
    Optional<InputStream> whole =
        open(new SpoolKey(id.root(), SpoolKey.WHOLE), layout.chunkOffset(id.index()) + from);
    Optional<InputStream> found = whole.isPresent() ? whole : open(SpoolKey.of(id), from);
    (found.isPresent() ? counters.hits : counters.misses).increment();
    return found;
  }

  /** Whether the chunk is here, alone or with the whole object. */
  public boolean has(ChunkId id) {
    lock.lock();
    try {
      return files.containsKey(new SpoolKey(id.root(), SpoolKey.WHOLE))
          || files.containsKey(SpoolKey.of(id));
    } finally {
      lock.unlock();
    }
  }

  private Optional<InputStream> open(SpoolKey key, long offset) {
    boolean touch;
    lock.lock();
    try {
      Entry entry = files.get(key);
      if (entry == null) {
        return Optional.empty();
      }
      Instant now = clock.instant();
      touch = Duration.between(entry.touched, now).compareTo(TOUCH_EVERY) > 0;
      entry.touched = touch ? now : entry.touched;
    } finally {
      lock.unlock();
    }
    Path file = key.file(folder);
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      channel.position(offset);
      if (touch) {
        touch(file);
      }
      return Optional.of(Channels.newInputStream(channel));
    } catch (NoSuchFileException e) {
      // Evicted a moment ago, or deleted by hand.
      remove(key);
      return Optional.empty();
    } catch (IOException e) {
      failed("read " + file, e);
      remove(key);
      return Optional.empty();
    }
  }

  private void touch(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    } catch (IOException e) {
      log.debug("the time of {} cannot be set", file, e);
    }
  }

  /** Deletes what turned out to be wrong for {@code id}. */
  public void discard(ChunkId id) {
    counters.damaged.increment();
    log.warn("the spool's bytes of {} are damaged; they are fetched again", id);
    remove(new SpoolKey(id.root(), SpoolKey.WHOLE));
    remove(SpoolKey.of(id));
  }

  private void remove(SpoolKey key) {
    lock.lock();
    try {
      Entry entry = files.remove(key);
      if (entry != null) {
        keptBytes -= entry.bytes;
      }
      delete(key.file(folder));
    } finally {
      lock.unlock();
    }
  }

  /** Makes room for {@code more} bytes of an object that has {@code sofar}. */
  boolean reserve(long sofar, int more) {
    lock.lock();
    try {
      if (sofar + more > quotaBytes / 2 || incomingBytes + more > quotaBytes) {
        return false;
      }
      incomingBytes += more;
      makeRoom();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Keeps a file that was written; where it is now. */
  Path adopt(Path file, SpoolKey key, long bytes) throws IOException {
    Path target = key.file(folder);
    Files.createDirectories(target.getParent());
    lock.lock();
    try {
      // Under the lock, so that no one deletes it as the file that it replaces.
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      incomingBytes -= bytes;
      Entry replaced = files.put(key, new Entry(bytes, clock.instant()));
      keptBytes += bytes - (replaced == null ? 0 : replaced.bytes);
      failing = false;
      makeRoom();
      return target;
    } finally {
      lock.unlock();
    }
  }

  void drop(Path file, long bytes) {
    lock.lock();
    try {
      incomingBytes -= bytes;
    } finally {
      lock.unlock();
    }
    delete(file);
  }

  /** Under lock: deletes what was used longest ago until the quota holds. */
  private void makeRoom() {
    Iterator<Map.Entry<SpoolKey, Entry>> oldest = files.entrySet().iterator();
    while ((keptBytes + incomingBytes > quotaBytes || files.size() > MAX_FILES)
        && oldest.hasNext()) {
      Map.Entry<SpoolKey, Entry> entry = oldest.next();
      oldest.remove();
      keptBytes -= entry.getValue().bytes;
      counters.evictions.increment();
      delete(entry.getKey().file(folder));
    }
  }

  private void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      failed("delete " + file, e);
    }
  }

  /** Counts trouble with the disk; logged once until something is kept again. */
  void failed(String what, IOException e) {
    counters.failures.increment();
    boolean first;
    lock.lock();
    try {
      first = !failing;
      failing = true;
    } finally {
      lock.unlock();
    }
    if (first) {
      log.warn("the spool cannot {}: {}; serving goes on without keeping", what, e.toString());
    }
  }

  private Path incoming() {
    return folder.resolve("incoming");
  }
}
