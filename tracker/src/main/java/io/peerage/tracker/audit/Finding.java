package io.peerage.tracker.audit;

import io.peerage.protocol.evidence.TransferFinding;
import java.security.cert.X509Certificate;
import java.time.Instant;

/** What a fetch found. */
sealed interface Finding {
  /** One line for people. */
  String detail();

  /** Every block was right. */
  record Clean(String detail) implements Finding {}

  /**
   * Something else than the content came, from the agent itself.
   *
   * @param certificate that the agent showed
   */
  record Mismatch(
      String detail, TransferFinding finding, X509Certificate certificate, Instant observedAt)
      implements Finding {}

  /** Nothing can be said: no answer, a refusal, or one that is no evidence. */
  record Unavailable(String detail) implements Finding {}
}
