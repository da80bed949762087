package io.peerage.agent.swarm;

/** A chunk could not be had. */
public final class FlightException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why not. */
  public enum Reason {
    /** This version of the object is gone at the origin; the manifest must be asked for again. */
    GONE,
    /** No source delivered in time. */
    UNAVAILABLE,
    /** Too much is under way already. */
    OVERLOADED,
    /** The content is taken down: it is neither fetched nor served. */
    TAKEN_DOWN
  }

  private final Reason reason;

  public FlightException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
