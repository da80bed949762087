package io.peerage.agent.undertow;

import java.time.Duration;

/**
 * How long to wait for a client that neither sends nor takes: so long at once, and in all no longer
 * than that plus a second for each KiB that has moved. So a client that moves a byte now and then
 * is cut off too, while one that paused a long film, having taken much of it, may do so again.
 * Immutable.
 *
 * @param nanos how long it may do nothing at once
 */
record Patience(long nanos) {
  private static final long MIN_BYTES_PER_SECOND = 1024;
  private static final long NANOS = 1_000_000_000L;

  Patience(Duration duration) {
    this(duration.toNanos());
  }

  /**
   * How long to wait now; 0 or less when it was long enough.
   *
   * @param waitedNanos for this client so far
   * @param movedBytes so far
   */
  long left(long waitedNanos, long movedBytes) {
    long earned = Math.min(movedBytes / MIN_BYTES_PER_SECOND, Integer.MAX_VALUE) * NANOS;
    return Math.min(nanos, nanos + earned - waitedNanos);
  }
}
