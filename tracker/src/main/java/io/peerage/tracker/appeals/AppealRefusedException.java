package io.peerage.tracker.appeals;

/** An appeal cannot be filed or decided; the message says why, for whoever asked. */
public final class AppealRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is in the way. */
  public enum Reason {
    /** There is no such agent or appeal. */
    UNKNOWN,
    /** What was asked does not fit what is. */
    CONFLICT
  }

  private final Reason reason;

  AppealRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
