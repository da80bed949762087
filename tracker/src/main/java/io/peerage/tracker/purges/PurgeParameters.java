package io.peerage.tracker.purges;

import io.peerage.runtime.config.TimeSpan;

/**
 * Limits of purges.
 *
 * @param perMinute that operators may request in the long run; a tenth of it at once
 * @param kept purges that are kept for agents that were away; who was away for longer takes all it
 *     has for stale
 * @param keptFor how long they are kept
 * @param held requests of agents that are held open at once
 * @param hold how long one is held when nothing is purged
 */
public record PurgeParameters(int perMinute, int kept, TimeSpan keptFor, int held, TimeSpan hold) {
  public static final PurgeParameters DEFAULTS =
      new PurgeParameters(600, 10_000, TimeSpan.parse("7d"), 10_000, TimeSpan.parse("25s"));

  public PurgeParameters {
    require("perMinute", perMinute, 1, 60_000);
    require("kept", kept, 1, 100_000);
    require("held", held, 1, 15_000);
    if (keptFor.toMillis() < 1000) {
      throw new IllegalArgumentException("keptFor is at least 1s, not " + keptFor);
    }
    if (hold.toMillis() < 100 || hold.toMillis() > 50_000) {
      throw new IllegalArgumentException("hold is 100ms to 50s, not " + hold);
    }
  }

  private static void require(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException("%s is %d to %d, not %d".formatted(name, min, max, value));
    }
  }
}
