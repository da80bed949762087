package io.peerage.adapter.spool;

import io.peerage.protocol.content.ContentRoot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object on its way into the spool, whose root is known only at its end. When the disk or the
 * quota is full it gives up without a word to its writer, for whom nothing changes. Not
 * thread-safe, but for {@link #follow}.
 */
public final class Incoming implements AutoCloseable {
  private final Spool spool;
  private final Path file;
  private final Growth growth = new Growth();
  private volatile Path location;
  // Null once it was given up, kept or dropped.
  private @Nullable FileChannel channel;
  private long bytes;

  Incoming(Spool spool, Path file, @Nullable FileChannel channel) {
    this.spool = spool;
    this.file = file;
    this.location = file;
    this.channel = channel;
    if (channel == null) {
      growth.end(false);
    }
  }

  /**
   * Reads the bytes while they come; the stream fails when the rest does not come. Nothing when
   * they are not kept.
   */
  public Optional<InputStream> follow() {
    for (Path place = location, next = null; !place.equals(next); place = location) {
      try {
        return Optional.of(
            new GrowingFile(FileChannel.open(place, StandardOpenOption.READ), growth));
      } catch (NoSuchFileException e) {
        // Moved a moment ago, or dropped.
        next = place;
      } catch (IOException e) {
        spool.failed("read " + place, e);
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Takes {@code length} bytes. */
  public void write(byte[] source, int offset, int length) {
    FileChannel open = channel;
    if (open == null) {
      return;
    }
    if (!spool.reserve(bytes, length)) {
      close();
      return;
    }
    bytes += length;
    try {
      ByteBuffer buffer = ByteBuffer.wrap(source, offset, length);
      while (buffer.hasRemaining()) {
        open.write(buffer);
      }
      growth.grow(length);
    } catch (IOException e) {
      spool.failed("write " + file, e);
      close();
    }
  }

  /** Keeps the bytes as the whole content of {@code root}. */
  public void keep(ContentRoot root) {
    keep(new SpoolKey(root, SpoolKey.WHOLE));
  }

  void keep(SpoolKey key) {
    FileChannel open = channel;
    if (open == null) {
      return;
    }
    channel = null;
    try {
      open.close();
      location = spool.adopt(file, key, bytes);
      growth.end(true);
    } catch (IOException e) {
      spool.failed("keep " + file, e);
      growth.end(false);
      spool.drop(file, bytes);
    }
  }

  /** Drops the bytes unless they were kept. */
  @Override
  public void close() {
    FileChannel open = channel;
    if (open == null) {
      return;
    }
    channel = null;
    growth.end(false);
    try {
      open.close();
    } catch (IOException e) {
      spool.failed("close " + file, e);
    }
    spool.drop(file, bytes);
  }
}
