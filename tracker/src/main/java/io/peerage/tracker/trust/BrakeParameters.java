package io.peerage.tracker.trust;

import io.peerage.runtime.config.TimeSpan;

/**
 * When the whole fleet looks bad at once, which is rarely its agents' fault.
 *
 * @param changedShare the share of the fleet that may be degraded or contested within {@code
 *     window}, 0 to 1; others wait
 * @param leastChanges so many may be, however small the fleet is
 * @param window in which such changes are counted, and for how long the brake is engaged at least
 * @param failureFactor how many times its baseline the fleet's median of timeouts and refusals may
 *     be
 * @param leastMedian a median below this never engages the brake, 0 to 1
 * @param baselineHalfLife in which the baseline forgets half of what it knew
 */
public record BrakeParameters(
    double changedShare,
    int leastChanges,
    TimeSpan window,
    double failureFactor,
    double leastMedian,
    TimeSpan baselineHalfLife) {
  public static final BrakeParameters DEFAULTS =
      new BrakeParameters(0.05, 3, TimeSpan.parse("5m"), 3, 0.05, TimeSpan.parse("24h"));

  public BrakeParameters {
    require("changedShare", changedShare, 0.001, 1);
    require("leastChanges", leastChanges, 1, 1000);
    require("failureFactor", failureFactor, 1, 1000);
    require("leastMedian", leastMedian, 0.001, 1);
    if (window.toMillis() < 1000 || baselineHalfLife.toMillis() < window.toMillis()) {
      throw new IllegalArgumentException(
          "window is at least 1s and at most baselineHalfLife (%s), not %s"
              .formatted(baselineHalfLife, window));
    }
  }

  private static void require(String name, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException("%s is %s to %s, not %s".formatted(name, min, max, value));
    }
  }
}
