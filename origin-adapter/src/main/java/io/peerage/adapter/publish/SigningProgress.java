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

  /**
   * Whether the rest may be done within {@code limit}: it should be at the pace so far, or there is
   * no pace yet.
   */
  boolean mayEndWithin(Duration limit, long nowMillis) {
    return remainingMillis(nowMillis) <= limit.toMillis();
  }

  /** Bytes hashed so far. */
  long bytes() {
    return bytes.get();
  }

  /** When to ask again: when the rest should be done at the pace so far, 1 to 30 seconds. */
  Duration remaining(long nowMillis) {
    return Duration.ofMillis(
        Math.clamp((long) remainingMillis(nowMillis), SHORTEST.toMillis(), LONGEST.toMillis()));
  }

  /** At the pace so far; 0 when there is none yet. */
  private double remainingMillis(long nowMillis) {
    long done = bytes.get();
    long elapsedMillis = nowMillis - startMillis;
    return done == 0 || totalBytes <= done || elapsedMillis <= 0
        ? 0
        : (double) elapsedMillis / done * (totalBytes - done);
  }
}
