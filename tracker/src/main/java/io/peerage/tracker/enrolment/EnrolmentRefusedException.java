package io.peerage.tracker.enrolment;

/** An enrolment, a renewal or a token was refused. The message is for the asker. */
public final class EnrolmentRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why it was refused. */
  public enum Reason {
    /** The request itself is wrong. */
    MALFORMED,
    /** The asker may not have what it asks for. */
    FORBIDDEN,
    /** A limit of the tracker's is reached. */
    FULL
  }

  private final Reason reason;

  EnrolmentRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
