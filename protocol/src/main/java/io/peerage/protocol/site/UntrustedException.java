package io.peerage.protocol.site;

/**
 * A well-formed document is not to be believed. The reason is for programs (metrics, fallbacks),
 * the message for people.
 */
public final class UntrustedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why a document is not to be believed. */
  public enum Reason {
    /** Too few signatures of keys that are allowed to sign it. */
    SIGNATURE,
    /** Not the first root that was pinned. */
    PIN,
    /** Past its {@code expires}. */
    EXPIRED,
    /** Issued in the future, beyond what clocks may differ by. */
    NOT_YET_VALID,
    /** Older than what was already seen. */
    ROLLBACK,
    /** A root version was left out. */
    VERSION_GAP,
    /** Of another site, path or kind than was asked for. */
    MIX_UP,
    /** Differs from another document of the same site, path and generation. */
    EQUIVOCATION,
    /** Its hashes contradict each other. */
    INCONSISTENT
  }

  private final Reason reason;

  public UntrustedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
