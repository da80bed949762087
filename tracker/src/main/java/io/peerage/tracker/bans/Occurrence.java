package io.peerage.tracker.bans;

/** Something that may change an agent's state. Testimony is not among them. */
public sealed interface Occurrence {
  /**
   * An audit of the tracker's own found a mismatch.
   *
   * @param evidence the id of its evidence file
   */
  record AuditMismatch(String evidence) implements Occurrence {}

  /** An audit found everything right. */
  record AuditClean() implements Occurrence {}

  /**
   * The trust model was asked.
   *
   * @param good the agent's {@code g}
   * @param lowerBound its {@code L}
   * @param clientGroups independent clients with good transfers from it
   */
  record ScoreReviewed(double good, double lowerBound, int clientGroups) implements Occurrence {}

  /** Nothing but time. */
  record TimePassed() implements Occurrence {}
}
