package io.peerage.tracker.trust;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Decides how much testimony may change. When timeouts and refusals rise throughout the fleet (an
 * origin that is down, a bad release), nothing: the brake is engaged. Otherwise a small share of
 * the fleet within a few minutes, the most suspected first: so slanderers cannot degrade everyone
 * at once, and a real attack by many is met all the same. Audits and proofs always count. Pure:
 * times are handed in, in milliseconds since 1970. Not thread-safe.
 */
public final class FleetBrake {
  private final BrakeParameters parameters;

  /** Changes that were let through, within the window, the oldest first. */
  private final Deque<Long> changes = new ArrayDeque<>();

  private double baseline;
  private long baselineAtMillis = Long.MIN_VALUE;
  private long engagedUntilMillis = Long.MIN_VALUE;

  public FleetBrake(BrakeParameters parameters) {
    this.parameters = parameters;
  }

  /** Takes in the fleet's median of failures in a round: {@link TrustBook#failureMedian}. */
  public void round(double failureMedian, long nowMillis) {
    if (failureMedian >= parameters.leastMedian()
        && failureMedian > parameters.failureFactor() * baseline) {
      engage(nowMillis);
    }
    if (!isEngaged(nowMillis)) {
      double kept =
          baselineAtMillis == Long.MIN_VALUE
              ? 0
              : Math.pow(
                  0.5,
                  Math.max(0, nowMillis - baselineAtMillis)
                      / (double) parameters.baselineHalfLife().toMillis());
      baseline = kept * baseline + (1 - kept) * failureMedian;
      baselineAtMillis = nowMillis;
    }
  }

  /**
   * How many of {@code wanted} agents may change for the worse now by testimony, in a fleet of
   * {@code fleet}: the caller lets those with the greatest suspicion go first. None while the brake
   * is engaged.
   */
  public int admits(int wanted, int fleet, long nowMillis) {
    if (isEngaged(nowMillis)) {
      return 0;
    }
    while (!changes.isEmpty() && nowMillis - changes.getFirst() > parameters.window().toMillis()) {
      changes.removeFirst();
    }
    int most = Math.max(parameters.leastChanges(), (int) (parameters.changedShare() * fleet));
    int admitted = Math.clamp(most - changes.size(), 0, wanted);
    for (int i = 0; i < admitted; i++) {
      changes.addLast(nowMillis);
    }
    return admitted;
  }

  private void engage(long nowMillis) {
    engagedUntilMillis = nowMillis + parameters.window().toMillis();
  }

  /** Whether testimony is frozen. */
  public boolean isEngaged(long nowMillis) {
    return nowMillis < engagedUntilMillis;
  }
}
