package io.peerage.adapter.http;

import java.time.Duration;

/** The value of a {@code Retry-After} field (RFC 9110 section 10.2.3). */
final class RetryAfter {
  private RetryAfter() {}

  /** Whole seconds, rounded up, at least 1. */
  static String seconds(Duration duration) {
    return Long.toString(Math.max(1, duration.plusMillis(999).toSeconds()));
  }
}
