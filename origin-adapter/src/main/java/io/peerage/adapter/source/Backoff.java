package io.peerage.adapter.source;

import io.peerage.adapter.source.SourceException.Kind;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Counts attempts and waits between them: the pause doubles each time and is shortened at random by
 * up to half, so that those who failed together do not come back together. Not thread-safe.
 */
public final class Backoff {
  private final int attempts;
  private final Duration firstPause;
  private final RandomGenerator random;
  private int failures;

  /**
   * @param attempts in all, at least 1
   * @param firstPause before the second attempt
   */
  public Backoff(int attempts, Duration firstPause, RandomGenerator random) {
    this.attempts = attempts;
    this.firstPause = firstPause;
    this.random = random;
  }

  /** Waits before the next attempt; throws {@code failure} when there is none left. */
  public void failed(SourceException failure) throws SourceException, InterruptedException {
    failures++;
    if (failures >= attempts || failure.kind() == Kind.CHANGED) {
      throw failure;
    }
    long millis = firstPause.toMillis() << Math.min(failures - 1, 10);
    Thread.sleep(millis - (long) (millis * random.nextDouble() / 2));
  }

  /** What came since is progress: all attempts are free again. */
  public void progressed() {
    failures = 0;
  }
}
