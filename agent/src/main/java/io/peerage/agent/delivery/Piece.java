package io.peerage.agent.delivery;

import io.peerage.agent.store.VerifiedFile;
import io.peerage.protocol.content.VerifiedBytes;
import java.nio.channels.FileChannel;

/** The next bytes of an object, verified. */
public sealed interface Piece {
  /** Where the bytes came from. */
  enum From {
    STORE,
    PEER,
    ORIGIN
  }

  From from();

  int length();

  /** Bytes in memory. */
  record InMemory(From from, VerifiedBytes bytes) implements Piece {
    @Override
    public int length() {
      return bytes.length();
    }
  }

  /** Bytes {@code start} to {@code start + length - 1} of a file, which the receiver releases. */
  record InFile(VerifiedFile file, int start, int length) implements Piece {
    /** The file, for positioned transfers. */
    public FileChannel channel() {
      return file.channel();
    }

    /** Lets go of the file. */
    public void release() {
      file.release();
    }

    @Override
    public From from() {
      return From.STORE;
    }
  }
}
