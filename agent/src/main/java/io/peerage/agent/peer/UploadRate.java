package io.peerage.agent.peer;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Holds all uploads together to a rate: each takes its bytes' share of time in turn and waits until
 * it has come (a leaky bucket as a queue, with a burst of a quarter of a second). Thread-safe.
 */
final class UploadRate {
  private static final long BURST_NANOS = Duration.ofMillis(250).toNanos();

  private final long bytesPerSecond;
  private final LongSupplier nanoClock;
  // Guarded by this object's monitor.
  private long nextFreeNanos;

  /**
   * @param bytesPerSecond 0 for no limit
   */
  UploadRate(long bytesPerSecond, LongSupplier nanoClock) {
    this.bytesPerSecond = bytesPerSecond;
    this.nanoClock = nanoClock;
    this.nextFreeNanos = nanoClock.getAsLong();
  }

  /** Waits until {@code bytes} more may be sent. */
  void take(int bytes) {
    if (bytesPerSecond > 0) {
      long wait = reserve(bytes);
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
    }
  }

  /** Takes the next free time for {@code bytes}; how long it is until then. */
  synchronized long reserve(int bytes) {
    long now = nanoClock.getAsLong();
    long start = Math.max(nextFreeNanos, now - BURST_NANOS);
    nextFreeNanos = start + (long) (bytes * 1e9 / bytesPerSecond);
    return Math.max(0, start - now);
  }
}
