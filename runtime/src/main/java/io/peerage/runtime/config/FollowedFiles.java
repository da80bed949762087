package io.peerage.runtime.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What small files say, read again when they change: certificates, keys. What is wrong when a
 * process starts stops it; what becomes wrong later is logged, once, and the last good value stays,
 * so that a half-written file or a typing error does no harm. Thread-safe.
 *
 * @param <T> an immutable value
 */
public final class FollowedFiles<T> {
  private static final Logger log = LoggerFactory.getLogger(FollowedFiles.class);
  private static final int MAX_FILE_BYTES = 64 * 1024;

  private final String key;
  private final List<Path> files;
  private final Reader<T> reader;
  // Of tend(), which holds the lock.
  private List<String> seen;
  private boolean seenIsGood;
  private volatile T value;

  /** Makes a value of the files' texts. */
  public interface Reader<T> {
    /**
     * Reads.
     *
     * @param texts of the files, in their order
     * @throws IllegalArgumentException saying what is wrong, and no secrets
     */
    T read(List<String> texts);
  }

  /**
   * Reads the files for the first time.
   *
   * @param key of the configuration, for messages
   * @throws ConfigException when one cannot be read or says something wrong
   */
  public FollowedFiles(String key, List<Path> files, Reader<T> reader) throws ConfigException {
    this.key = key;
    this.files = List.copyOf(files);
    this.reader = reader;
    try {
      this.seen = readAll();
      this.value = reader.read(seen);
      this.seenIsGood = true;
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException(List.of(key + ": " + e.getMessage()));
    }
  }

  /** The last good value. */
  public T get() {
    return value;
  }

  /** Looks whether the files have changed. Blocks for the disk; to be called now and then. */
  public synchronized void tend() {
    List<String> now;
    try {
      now = readAll();
    } catch (IOException e) {
      now = List.of(String.valueOf(e.getMessage()));
    }
    boolean changed = !now.equals(seen);
    if (!changed && seenIsGood) {
      return;
    }
    seen = now;
    try {
      if (now.size() != files.size()) {
        throw new IllegalArgumentException(now.getFirst());
      }
      value = reader.read(now);
      seenIsGood = true;
      log.info("{}: read again, from now on as {} says", key, files);
    } catch (IllegalArgumentException e) {
      seenIsGood = false;
      if (changed) {
        log.error("{}: {}; what was read before stays in force", key, e.getMessage());
      }
    }
  }

  private List<String> readAll() throws IOException {
    List<String> texts = new ArrayList<>();
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
        if (bytes.length > MAX_FILE_BYTES) {
          throw new IOException(file + " is over " + MAX_FILE_BYTES + " bytes");
        }
        texts.add(new String(bytes, StandardCharsets.UTF_8));
      } catch (NoSuchFileException e) {
        throw new IOException(file + ": there is no such file", e);
      } catch (java.nio.file.FileSystemException e) {
        throw new IOException(
            file + " cannot be read: " + (e.getReason() == null ? "no permission" : e.getReason()),
            e);
      }
    }
    return texts;
  }
}
