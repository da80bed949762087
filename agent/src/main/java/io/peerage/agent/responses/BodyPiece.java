package io.peerage.agent.responses;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The next bytes of a stored body. */
public sealed interface BodyPiece {
  long length();

  /** Bytes in memory, which do not change. */
  record InMemory(ByteBuffer bytes) implements BodyPiece {
    @Override
    public long length() {
      return bytes.remaining();
    }
  }

  /** Bytes {@code from} to {@code from + length - 1} of a file, open as long as its reader is. */
  record InFile(FileChannel file, long from, long length) implements BodyPiece {}
}
