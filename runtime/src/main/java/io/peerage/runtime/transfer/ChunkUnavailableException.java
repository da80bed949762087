package io.peerage.runtime.transfer;

import io.peerage.runtime.http.Problem;
import io.peerage.runtime.http.RefusedException;

/** A server did not give the chunk, for a reason that is no one's guilt. */
public final class ChunkUnavailableException extends RefusedException {
  private static final long serialVersionUID = 1L;

  /** Why not. */
  public enum Reason {
    /** It does not have the chunk (404). */
    NOT_HERE,
    /** This version of the object cannot be had any more (410, from an adapter). */
    GONE,
    /** It has no free slot (503). */
    BUSY,
    /** It refuses us (403), or answered something that is no chunk. */
    REFUSED
  }

  private final Reason reason;
  private final long retryAfterMillis;

  ChunkUnavailableException(Reason reason, int status, String message, long retryAfterMillis) {
    super(new Problem(message, status, ""));
    this.reason = reason;
    this.retryAfterMillis = retryAfterMillis;
  }

  public Reason reason() {
    return reason;
  }

  /** When to ask again, if the server said so; else 0. */
  public long retryAfterMillis() {
    return retryAfterMillis;
  }
}
