package io.peerage.adapter.spool;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads a file while it is written, and waits for what is not there yet. For one thread. */
final class GrowingFile extends InputStream {
  private final FileChannel file;
  private final Growth growth;
  private long at;
  private long known;

  GrowingFile(FileChannel file, Growth growth) {
    this.file = file;
    this.growth = growth;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (at == known) {
      try {
        known = growth.awaitMoreThan(at);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while the file grows");
      }
      if (at == known) {
        return -1;
      }
    }
    int wanted = (int) Math.min(length, known - at);
    int read = file.read(ByteBuffer.wrap(to, offset, wanted), at);
    if (read <= 0) {
      throw new IOException("the file is shorter than what was written to it");
    }
    at += read;
    return read;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
