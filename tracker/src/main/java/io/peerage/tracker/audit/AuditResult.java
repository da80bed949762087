package io.peerage.tracker.audit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;

/**
 * What is kept of an audit.
 *
 * @param detail one line for people
 */
public record AuditResult(Instant at, Outcome outcome, String detail) {
  /** How an audit ended. */
  public enum Outcome {
    /** Every byte was right. */
    CLEAN,
    /** A byte or a proof was wrong, and that can be shown. */
    MISMATCH,
    /** Nothing can be said. */
    UNAVAILABLE
  }

  @JsonIgnore
  public boolean isClean() {
    return outcome == Outcome.CLEAN;
  }
}
