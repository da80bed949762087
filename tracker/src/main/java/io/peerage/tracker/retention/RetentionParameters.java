package io.peerage.tracker.retention;

import io.peerage.runtime.config.TimeSpan;

/**
 * How long what is over is remembered.
 *
 * @param identities after the end of its last certificate, an identity that is not denied, with its
 *     score, traffic and audits
 * @param evidence verdicts, evidence files and appeals, and denied identities, after the end of
 *     their last certificate
 */
public record RetentionParameters(TimeSpan identities, TimeSpan evidence) {
  public static final RetentionParameters DEFAULTS =
      new RetentionParameters(TimeSpan.parse("7d"), TimeSpan.parse("180d"));

  public RetentionParameters {
    if (identities.toMillis() < 1 || evidence.toMillis() < identities.toMillis()) {
      throw new IllegalArgumentException(
          "identities is longer than 0 and at most evidence (%s), not %s"
              .formatted(evidence, identities));
    }
  }
}
