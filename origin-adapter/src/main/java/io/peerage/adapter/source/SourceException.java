package io.peerage.adapter.source;

import java.io.IOException;
import java.time.Duration;

/** An origin did not give what it was asked for. The kind is for programs, the text for people. */
public final class SourceException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    /** No connection, or one that broke before an answer came. */
    UNREACHABLE,
    /** No answer, or no further bytes, within the time. */
    TIMEOUT,
    /** The origin answered with an error of its own. */
    FAILED,
    /** The answer broke off, or is not HTTP as it should be. */
    BROKEN,
    /** The version that was asked for is no longer there, or changed while it was read. */
    CHANGED,
    /** Our own limit on fetches under way was reached for too long. */
    BUSY,
    /** The origin failed so often that it is left alone for a while. */
    SUSPENDED
  }

  private static final Duration SOON = Duration.ofSeconds(1);

  private final Kind kind;
  private final Duration retryAfter;
  private final boolean ofObject;

  public SourceException(Kind kind, String message) {
    super(message);
    this.kind = kind;
    this.retryAfter = SOON;
    this.ofObject = false;
  }

  public SourceException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.retryAfter = SOON;
    this.ofObject = false;
  }

  private SourceException(Kind kind, String message, Duration retryAfter, boolean ofObject) {
    super(message);
    this.kind = kind;
    this.retryAfter = retryAfter;
    this.ofObject = ofObject;
  }

  /** The origin failed at one object, of kind FAILED; of its others that says nothing. */
  public static SourceException ofObject(String message) {
    return new SourceException(Kind.FAILED, message, SOON, true);
  }

  /** Whether the failure says nothing of the origin's other objects. */
  public boolean isOfObject() {
    return ofObject;
  }

  /** The origin is left alone for {@code retryAfter} more. */
  public static SourceException suspended(String message, Duration retryAfter) {
    return new SourceException(Kind.SUSPENDED, message, retryAfter, false);
  }

  /** When asking again may help, where the status is 503. */
  public Duration retryAfter() {
    return retryAfter;
  }

  public Kind kind() {
    return kind;
  }

  /** The status for whoever asked us: 504 when time ran out, 503 when it is us, else 502. */
  public int status() {
    return switch (kind) {
      case TIMEOUT -> 504;
      case BUSY, SUSPENDED -> 503;
      case UNREACHABLE, FAILED, BROKEN, CHANGED -> 502;
    };
  }
}
