package io.peerage.tracker.audit;

/**
 * When one agent is to be audited next. Times are in milliseconds since 1970.
 *
 * @param nextMillis when its next ordinary audit is due
 * @param meanMillis the mean from which that was drawn
 * @param extra audits that a suspicion drew and that are still to come; they are due at once
 * @param lastSuspicionMillis when a suspicion last drew audits; very long ago for never
 */
public record AuditPlan(long nextMillis, long meanMillis, int extra, long lastSuspicionMillis) {
  static final long NEVER = Long.MIN_VALUE / 2;

  /** Whether an audit is due. */
  public boolean isDue(long nowMillis) {
    return extra > 0 || nowMillis >= nextMillis;
  }
}
