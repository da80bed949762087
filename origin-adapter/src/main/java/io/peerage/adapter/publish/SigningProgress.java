package io.peerage.adapter.publish;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** How far the hashing of an object is. Thread-safe. */
final class SigningProgress {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final AtomicLong bytes = new AtomicLong();
  private volatile long totalBytes = -1;
  private volatile long startMillis;

  /**
   * Begins, or begins anew.
   *
   * @param totalBytes -1 when not known
   */
  void start(long totalBytes, long nowMillis) {
    this.bytes.set(0);
    this.totalBytes = totalBytes;
    this.startMillis = nowMillis;
  }

  void read(int more) {
    bytes.addAndGet(more);
  }

  /** Bytes hashed so far. */
  long bytes() {
    return bytes.get();
  }

  /** When to ask again: when the rest should be done at the pace so far, 1 to 30 seconds. */
  Duration remaining(long nowMillis) {
    long done = bytes.get();
    long elapsedMillis = nowMillis - startMillis;
    if (done == 0 || totalBytes <= done || elapsedMillis <= 0) {
      return SHORTEST;
    }
    double millis = (double) elapsedMillis / done * (totalBytes - done);
    return Duration.ofMillis(Math.clamp((long) millis, SHORTEST.toMillis(), LONGEST.toMillis()));
  }
}
