package io.peerage.adapter.source.http;

import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.source.SourceException.Kind;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Counts attempts and waits between them: the pause doubles each time and is shortened at random by
 * up to half, so that those who failed together do not come back together. Not thread-safe.
 */
final class Backoff {
  private final int attempts;
  private final Duration firstPause;
  private final RandomGenerator random;
  private int failures;

  Backoff(OriginSettings settings, RandomGenerator random) {
    this.attempts = settings.attempts();
    this.firstPause = settings.pause();
    this.random = random;
  }

  /** Waits before the next attempt; throws {@code failure} when there is none left. */
  void failed(SourceException failure) throws SourceException, InterruptedException {
    failures++;
    if (failures >= attempts || failure.kind() == Kind.CHANGED) {
      throw failure;
    }
    long millis = firstPause.toMillis() << Math.min(failures - 1, 10);
    Thread.sleep(millis - (long) (millis * random.nextDouble() / 2));
  }

  /** What came since is progress: all attempts are free again. */
  void progressed() {
    failures = 0;
  }
}
