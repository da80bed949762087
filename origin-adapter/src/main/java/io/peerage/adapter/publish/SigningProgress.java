package io.peerage.adapter.publish;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How far the hashing of an object is. Thread-safe. */
final class SigningProgress {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** After so long there is a pace to judge by. */
  private static final Duration GLANCE = Duration.ofMillis(300);

  /** What says nothing of its length and pauses for so long is being made while it is sent... */
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** ...and so is what goes on for so long at no more than a stream's pace. */
  private static final Duration LONG = Duration.ofMillis(500);

  private static final int STREAM_BYTES_PER_MILLI = 4096;

  private final AtomicLong bytes = new AtomicLong();
  private volatile long totalBytes = -1;
  private volatile long startMillis = -1;
  private volatile long lastMillis;
  private volatile Instant asked = Instant.MIN;
  private volatile @Nullable ReadAlong readAlong;

  /** The origin is being asked. */
  void asks(Instant now) {
    asked = now;
  }

  /** When the origin was asked for what is read now. */
  Instant asked() {
    return asked;
  }

  /**
   * Begins, or begins anew.
   *
   * @param totalBytes -1 when not known
   */
  void start(long totalBytes, long nowMillis) {
    this.bytes.set(0);
    this.readAlong = null;
    this.totalBytes = totalBytes;
    this.lastMillis = nowMillis;
    this.startMillis = nowMillis;
  }

  /** Others may read along from now on. */
  void allow(ReadAlong reading) {
    readAlong = reading;
  }

  /** What others may read while it comes, if it does. */
  Optional<ReadAlong> readAlong() {
    return Optional.ofNullable(readAlong);
  }

  void read(int more, long nowMillis) {
    bytes.addAndGet(more);
    lastMillis = nowMillis;
  }

  /**
   * Whether the rest may be done within {@code limit}: it should be at the pace so far, or there is
   * no pace yet. Not an object that is being made while it is sent.
   */
  boolean mayEndWithin(Duration limit, long nowMillis) {
    if (startMillis < 0) {
      return true;
    }
    long elapsedMillis = nowMillis - startMillis;
    if (totalBytes >= 0) {
      return elapsedMillis < GLANCE.toMillis() || remainingMillis(nowMillis) <= limit.toMillis();
    }
    return nowMillis - lastMillis < PAUSE.toMillis()
        && (elapsedMillis < LONG.toMillis()
            || bytes.get() / elapsedMillis > STREAM_BYTES_PER_MILLI);
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
