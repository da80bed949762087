package io.peerage.tracker.audit;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A response's body with a deadline for all of it. One who drips bytes is cut off at the first byte
 * after the deadline; one who sends none, by the connection's own limit of silence.
 */
final class TimedBody {
  private final InputStream in;
  private final long deadlineNanos;

  /**
   * @param deadlineNanos by {@link System#nanoTime}
   */
  TimedBody(InputStream in, long deadlineNanos) {
    this.in = in;
    this.deadlineNanos = deadlineNanos;
  }

  /** Reads up to {@code length} bytes, fewer only at the body's end. */
  byte[] read(int length) throws IOException {
    byte[] bytes = new byte[length];
    int filled = 0;
    while (filled < length) {
      int read = in.read(bytes, filled, length - filled);
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new IOException("the answer took too long");
      }
      if (read < 0) {
        return Arrays.copyOf(bytes, filled);
      }
      filled += read;
    }
    return bytes;
  }
}
