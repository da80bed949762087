package io.peerage.agent.responses;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The folder with the bodies of stored responses, one file each, named by a running number. What it
 * holds is of use only while the process lives that wrote it: there is no index on disk, and
 * whatever is found at the start is deleted. So no crash can leave half a body that looks whole.
 * Thread-safe.
 */
final class BodyFolder {
  /** Files that are kept open though nobody reads them, so that hits need not open them. */
  private static final int MAX_IDLE_OPEN = 256;

  private static final String SUFFIX = ".body";

  private final Path folder;
  private final long maxComing;
  private final AtomicLong coming = new AtomicLong();
  private final AtomicLong next = new AtomicLong();
  // The listener runs on a thread of its own: it takes a body's lock, whose holders come in here.
  private final Cache<Body, Boolean> idle =
      Caffeine.newBuilder()
          .maximumSize(MAX_IDLE_OPEN)
          .<Body, Boolean>removalListener((body, _, cause) -> {
            if (body != null && cause.wasEvicted()) {
              body.closeIfIdle();
            }
          })
          .build();

  private BodyFolder(Path folder, long maxComing) {
    this.folder = folder;
    this.maxComing = maxComing;
  }

  /**
   * Opens the folder and empties it.
   *
   * @param maxComing the most bytes of bodies that are still being received
   */
  static BodyFolder open(Path folder, long maxComing) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> old = files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
      for (Path file : old) {
        Files.deleteIfExists(file);
      }
    }
    return new BodyFolder(folder, maxComing);
  }

  /** The path of a file that is not there yet. */
  Path newFile() {
    return folder.resolve(next.getAndIncrement() + SUFFIX);
  }

  /** Takes room for {@code bytes} of a body that is being received; false when there is none. */
  boolean reserve(long bytes) {
    if (coming.addAndGet(bytes) > maxComing) {
      coming.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /** Gives room back: the body is whole and counted as stored, or it is gone. */
  void free(long bytes) {
    coming.addAndGet(-bytes);
  }

  /** Nobody reads {@code body} now; its file may be closed. */
  void idle(Body body) {
    idle.put(body, true);
  }

  /** {@code body} is read again, or gone. */
  void busy(Body body) {
    idle.invalidate(body);
  }
}
