package io.peerage.adapter.publish;

import io.peerage.adapter.metrics.AdapterMetrics;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The adapter's memory on a disk: small files, replaced whole by renaming, within a quota; those
 * used longest ago go first. Nothing is forced to the disk, since every file is checked when it is
 * read and can be made again. A disk that refuses is counted and logged once, and serving goes on
 * without keeping. Thread-safe.
 */
public final class StateFolder {
  private static final Logger log = LoggerFactory.getLogger(StateFolder.class);
  private static final String TEMPORARY = ".new";

  /** Held by the process that serves; none of this class's files. */
  public static final String LOCK = "lock";

  private static final long PROCESS = ProcessHandle.current().pid();

  /** A sweep goes down to this part of the quota, so that it does not come again at once. */
  private static final double SWEEP_TO = 0.9;

  private final Path folder;
  private final long quotaBytes;
  private final InstantSource clock;
  private final AdapterMetrics metrics;
  private final AtomicLong usedBytes = new AtomicLong();
  private final AtomicLong nextTemporary = new AtomicLong();
  private final AtomicBoolean sweeping = new AtomicBoolean();
  private final AtomicBoolean failing = new AtomicBoolean();
  private volatile Optional<String> complaint = Optional.empty();

  /**
   * Opens the folder.
   *
   * @param alone whether no other process has it, so that half-written files are of a crash and are
   *     cleared
   */
  public StateFolder(
      Path folder, long quotaBytes, boolean alone, InstantSource clock, AdapterMetrics metrics)
      throws IOException {
    this.folder = folder;
    this.quotaBytes = quotaBytes;
    this.clock = clock;
    this.metrics = metrics;
    Files.createDirectories(folder);
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!file.toString().endsWith(TEMPORARY)) {
              usedBytes.addAndGet(attributes.size());
            } else if (alone) {
              Files.delete(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  public long usedBytes() {
    return usedBytes.get();
  }

  /** What the disk last refused, if it ever did since the folder was opened. */
  Optional<String> complaint() {
    return complaint;
  }

  Path path(String relative) {
    return folder.resolve(relative);
  }

  /** The file, if it is there, can be read and is no longer than {@code maxBytes}. */
  Optional<byte[]> read(String relative, long maxBytes) {
    Path file = path(relative);
    try {
      return Files.size(file) > maxBytes ? Optional.empty() : Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      failed("read " + file, e);
      return Optional.empty();
    }
  }

  boolean exists(String relative) {
    return Files.exists(path(relative));
  }

  /** Replaces the file; whether the disk took it. */
  boolean write(String relative, byte[] bytes) {
    Path file = path(relative);
    // Many may write at once, in several processes, each through a file of its own.
    Path temporary =
        file.resolveSibling(
            "%s.%d-%d%s"
                .formatted(
                    file.getFileName(), PROCESS, nextTemporary.incrementAndGet(), TEMPORARY));
    try {
      Files.createDirectories(file.getParent());
      long before = sizeOf(file);
      try {
        Files.write(temporary, bytes);
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        Files.deleteIfExists(temporary);
        throw e;
      }
      failing.set(false);
      if (usedBytes.addAndGet(bytes.length - before) > quotaBytes) {
        startSweep();
      }
      return true;
    } catch (IOException e) {
      failed("write " + file, e);
      return false;
    }
  }

  void delete(String relative) {
    Path file = path(relative);
    try {
      long size = sizeOf(file);
      if (Files.deleteIfExists(file)) {
        usedBytes.addAndGet(-size);
      }
    } catch (IOException e) {
      failed("delete " + file, e);
    }
  }

  /** Says that the file was used. */
  void touch(String relative) {
    try {
      Files.setLastModifiedTime(path(relative), FileTime.from(clock.instant()));
    } catch (IOException e) {
      log.debug("the time of {} cannot be set", relative, e);
    }
  }

  void failed(String what, IOException e) {
    metrics.stateFailed();
    complaint = Optional.of("the state folder cannot " + what + ": " + e);
    if (!failing.getAndSet(true)) {
      log.warn(
          "the state folder cannot {}: {}; serving goes on without keeping", what, e.toString());
    }
  }

  private static long sizeOf(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private void startSweep() {
    if (sweeping.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("state-sweep")
          .start(() -> {
            try {
              sweep();
            } catch (IOException e) {
              failed("sweep " + folder, e);
            } finally {
              sweeping.set(false);
            }
          });
    }
  }

  /**
   * Deletes the files used longest ago. Two passes over the folder, with 8 bytes of memory a file:
   * the first finds how old is too old, the second deletes.
   */
  private void sweep() throws IOException {
    Ages ages = new Ages();
    walk((_, attributes) -> ages.add(attributes));
    long cutoff = ages.cutoffMillis((long) (quotaBytes * SWEEP_TO));
    long[] freed = {0, 0};
    walk((file, attributes) -> {
      if (attributes.lastModifiedTime().toMillis() <= cutoff
          && usedBytes.get() > quotaBytes * SWEEP_TO
          && Files.deleteIfExists(file)) {
        usedBytes.addAndGet(-attributes.size());
        freed[0] += attributes.size();
        freed[1]++;
      }
    });
    log.info("the state folder was over its quota; deleted {} files, {} bytes", freed[1], freed[0]);
  }

  private interface Visit {
    void file(Path file, BasicFileAttributes attributes) throws IOException;
  }

  private void walk(Visit visit) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!file.toString().endsWith(TEMPORARY) && !file.endsWith(LOCK)) {
              visit.file(file, attributes);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Times and sizes of files, each pair in one number that sorts by time. */
  private static final class Ages {
    private static final int SIZE_BITS = 22;
    private static final long MAX_SIZE_KIB = (1L << SIZE_BITS) - 1;
    private long[] packed = new long[1024];
    private int count;

    /** Milliseconds since 1970 need 41 bits until the year 2039. */
    void add(BasicFileAttributes attributes) {
      if (count == packed.length) {
        packed = Arrays.copyOf(packed, 2 * count);
      }
      long millis = Math.clamp(attributes.lastModifiedTime().toMillis(), 0, (1L << 41) - 1);
      packed[count++] = millis << SIZE_BITS | Math.min(attributes.size() / 1024 + 1, MAX_SIZE_KIB);
    }

    /** Files of this time and older have to go for the others to fit {@code keepBytes}. */
    long cutoffMillis(long keepBytes) {
      Arrays.sort(packed, 0, count);
      long kept = 0;
      for (int i = count - 1; i >= 0; i--) {
        kept += (packed[i] & MAX_SIZE_KIB) * 1024;
        if (kept > keepBytes) {
          return packed[i] >>> SIZE_BITS;
        }
      }
      return -1;
    }
  }
}
