package io.peerage.adapter;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** The system's clock, put forward by hand. Thread-safe. */
final class OffsetClock implements InstantSource {
  private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

  void advance(Duration by) {
    offset.updateAndGet(sofar -> sofar.plus(by));
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(offset.get());
  }
}
