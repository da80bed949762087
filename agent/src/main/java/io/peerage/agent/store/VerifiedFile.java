package io.peerage.agent.store;

import io.peerage.protocol.content.ChunkId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An open file with the bytes of one chunk, checked against its root by {@link DiskChunks}, which
 * alone makes these. For sending by {@code sendfile}. Thread-safe; shared by all who hold it,
 * closed when the last of them lets go.
 */
public final class VerifiedFile {
  private final ChunkId id;
  private final FileChannel channel;
  private final int length;
  private final AtomicInteger holders = new AtomicInteger(1);

  VerifiedFile(ChunkId id, FileChannel channel, int length) {
    this.id = id;
    this.channel = channel;
    this.length = length;
  }

  public ChunkId id() {
    return id;
  }

  /** Bytes of the chunk. */
  public int length() {
    return length;
  }

  /** The channel, for positioned reads and transfers only; its own position is nobody's. */
  public FileChannel channel() {
    return channel;
  }

  /** Takes part in holding the file open; false when it was closed meanwhile. */
  boolean retain() {
    int now = holders.get();
    while (now > 0) {
      if (holders.compareAndSet(now, now + 1)) {
        return true;
      }
      now = holders.get();
    }
    return false;
  }

  /** Lets go of the file. Every holder does so once. */
  public void release() {
    if (holders.decrementAndGet() == 0) {
      try {
        channel.close();
      } catch (IOException e) {
        // It was open for reading: there is nothing that could be lost.
        holders.set(0);
      }
    }
  }
}
