package io.peerage.adapter.admission;

import java.time.Duration;

/**
 * When an origin is left alone, and for how long.
 *
 * @param failures so many one after the other, without a success between; 0 turns the breaker off
 * @param percent such a share of failures, 1 to 100, among ...
 * @param calls ... at least so many questions within ...
 * @param window ... this time, at least 100 ms
 * @param pause how long nothing is asked then; doubled after each trial that failed
 * @param maxPause the longest pause
 */
public record BreakerSettings(
    int failures, int percent, int calls, Duration window, Duration pause, Duration maxPause) {
  private static final Duration MIN_WINDOW = Duration.ofMillis(100);

  /** Origins are always asked. */
  public static final BreakerSettings OFF =
      new BreakerSettings(
          0, 100, 1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));

  public BreakerSettings {
    if (failures < 0 || calls < 1 || percent < 1 || percent > 100) {
      throw new IllegalArgumentException(
          "a breaker has failures of 0 or more, percent of 1 to 100 and calls of 1 or more, not"
              + " %d, %d and %d".formatted(failures, percent, calls));
    }
    if (window.compareTo(MIN_WINDOW) < 0 || !pause.isPositive() || maxPause.compareTo(pause) < 0) {
      throw new IllegalArgumentException(
          "a breaker has a window of at least 100ms, a pause, and a maxPause that is no shorter,"
              + " not %s, %s and %s".formatted(window, pause, maxPause));
    }
  }

  boolean isOff() {
    return failures == 0;
  }
}
