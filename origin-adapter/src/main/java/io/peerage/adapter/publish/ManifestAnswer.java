package io.peerage.adapter.publish;

import java.time.Duration;

/** What there is to say about an object's manifest. */
public sealed interface ManifestAnswer {
  /** Here it is. */
  record Ready(PublishedObject object, Outcome outcome) implements ManifestAnswer {}

  /** How a manifest came about. */
  enum Outcome {
    /** A version that was not signed before. */
    NEW,
    /** The same version, signed again with later times. */
    REISSUED,
    /** It was at hand. */
    AT_HAND
  }

  /** The object may be there, but has none: it is to be passed through. */
  record None(String why) implements ManifestAnswer {}

  /** It is being made. */
  record Pending(Duration retryAfter) implements ManifestAnswer {}

  /** The origin has no such object. */
  record Absent() implements ManifestAnswer {}

  /**
   * It cannot be made now.
   *
   * @param status 502 or 504 when the origin fails, 503 when it is this adapter
   * @param retryAfter when asking again may help, where the status is 503
   */
  record Failed(int status, String detail, Duration retryAfter) implements ManifestAnswer {
    Failed(int status, String detail) {
      this(status, detail, Duration.ofSeconds(1));
    }
  }
}
