package io.peerage.adapter.spool;

import io.peerage.protocol.content.ContentRoot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An object on its way into the spool, whose root is known only at its end. When the disk or the
 * quota is full it gives up without a word to its writer, for whom nothing changes. Not
 * thread-safe.
 */
public final class Incoming implements AutoCloseable {
  private final Spool spool;
  private final Path file;
  // Null once it was given up, kept or dropped.
  private @Nullable FileChannel channel;
  private long bytes;

  Incoming(Spool spool, Path file, @Nullable FileChannel channel) {
    this.spool = spool;
    this.file = file;
    this.channel = channel;
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
      spool.adopt(file, key, bytes);
    } catch (IOException e) {
      spool.failed("keep " + file, e);
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
    try {
      open.close();
    } catch (IOException e) {
      spool.failed("close " + file, e);
    }
    spool.drop(file, bytes);
  }
}
