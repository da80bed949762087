package io.peerage.tracker.purges;

/** A held request is not held. */
public final class PurgeRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** There are too many already. */
    FULL,
    /** It names a purge that there cannot be yet. */
    AHEAD
  }

  private final Reason reason;

  PurgeRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
